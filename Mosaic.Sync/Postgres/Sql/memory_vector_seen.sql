update {schema}.vector_corpora c set since = c.since + $3, words = c.words + $4, unknown = c.unknown + $5
where c.part = $1 and coalesce(c.next_no, c.model_no) = $2
