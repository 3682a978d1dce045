select d.id, d.version, d.modified_at, d.expires_at, d.raw, d.xmin::text::bigint
from {schema}.documents d
where d.collection = (select c.id from {schema}.collections c where c.name = $1) and d.id = $2
  and (d.expires_at is null or d.expires_at > {schema}.now_utc())
