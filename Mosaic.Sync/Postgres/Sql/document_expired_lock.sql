select d.id, d.version, d.modified_at, d.expires_at, d.raw, true
from {schema}.documents d
where d.collection = (select c.id from {schema}.collections c where c.name = $1) and d.expires_at <= {schema}.now_utc()
order by d.id
limit 500
for update of d skip locked
