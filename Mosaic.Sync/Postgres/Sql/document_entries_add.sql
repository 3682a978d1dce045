insert into {schema}.document_entries (index, key, document)
select w.index, w.key, w.document
from unnest($1::bigint[], $2::bytea[], $3::text[]) as w (index, key, document)
order by 1, 2, 3
on conflict do nothing
