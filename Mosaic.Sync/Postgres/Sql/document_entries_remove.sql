delete from {schema}.document_entries e
using unnest($1::bigint[], $2::bytea[], $3::text[]) as w (index, key, document)
where e.index = w.index and e.key = w.key and e.document = w.document collate "C"
