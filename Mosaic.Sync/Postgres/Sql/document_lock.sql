select d.id, d.version, d.modified_at, d.expires_at, d.raw, d.expires_at <= {schema}.now_utc()
from {schema}.documents d
where d.collection = (select c.id from {schema}.collections c where c.name = $1) and d.id = any ($2)
order by d.id
for update of d
