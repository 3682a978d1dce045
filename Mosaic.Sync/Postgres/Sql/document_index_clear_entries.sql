delete from {schema}.document_entries where (index, key, document) in (select e.index, e.key, e.document from {schema}.document_entries e where e.index = $1 limit $2)
