select d.id, d.version, d.modified_at, d.expires_at, d.raw, d.expires_at <= {schema}.now_utc()
from {schema}.documents d
where d.collection = $1 and d.id > $2
order by d.id
limit $3
for update of d
