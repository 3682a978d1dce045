delete from {schema}.document_unique_values v
using unnest($1::bigint[], $2::bytea[], $3::text[]) as w (index, identity, document)
where v.index = w.index and v.identity = w.identity and v.document = w.document collate "C"
