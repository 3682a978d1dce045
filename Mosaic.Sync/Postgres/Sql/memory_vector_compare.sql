with counted as (
    update {schema}.vector_corpora set since = 0 where part = $1 and model_no is null and next_no is null
)
select {schema}.compare_vectors($1, (select coalesce(c.next_no, c.model_no) from {schema}.vector_corpora c where c.part = $1))
