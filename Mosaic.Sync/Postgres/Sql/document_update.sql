update {schema}.documents d
set version = w.version, modified_at = $2, expires_at = w.expires_at, raw = w.raw, doc = coalesce(w.doc, convert_from(w.raw, 'UTF8'))::jsonb
from unnest($3::text[], $4::bigint[], $5::timestamptz[], $6::bytea[], $7::text[]) as w (id, version, expires_at, raw, doc)
where d.collection = $1 and d.id = w.id collate "C"
