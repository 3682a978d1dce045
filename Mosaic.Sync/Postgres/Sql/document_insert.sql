insert into {schema}.documents (collection, id, version, modified_at, expires_at, raw, doc)
select $1, w.id, w.version, $2, w.expires_at, w.raw, coalesce(w.doc, convert_from(w.raw, 'UTF8'))::jsonb
from unnest($3::text[], $4::bigint[], $5::timestamptz[], $6::bytea[], $7::text[]) as w (id, version, expires_at, raw, doc)
order by w.id collate "C"
on conflict (collection, id) do nothing
