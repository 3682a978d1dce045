delete from {schema}.document_unique_values where (index, identity) in (select v.index, v.identity from {schema}.document_unique_values v where v.index = $1 limit $2)
