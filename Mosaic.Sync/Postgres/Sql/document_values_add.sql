insert into {schema}.document_unique_values (index, identity, document)
select w.index, w.identity, w.document
from unnest($1::bigint[], $2::bytea[], $3::text[]) as w (index, identity, document)
order by 1, 2
on conflict do nothing
