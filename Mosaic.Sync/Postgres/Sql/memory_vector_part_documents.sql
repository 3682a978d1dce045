select c.name, d.id, d.raw, d.modified_at, c.texts
from {schema}.collections c join {schema}.documents d on d.collection = c.id
where cardinality(c.texts) > 0 and (c.name, d.id) > ($1, $2) and (d.expires_at is null or d.expires_at > {schema}.now_utc())
order by c.name, d.id limit $3
