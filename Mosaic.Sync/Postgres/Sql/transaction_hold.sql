select pg_advisory_lock(keys.key)
from (select distinct {schema}.collection_lock(c.name) as key from unnest($1::text[]) as c (name) order by 1) keys
