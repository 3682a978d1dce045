select c.name, d.id, d.raw, d.modified_at, c.texts
from unnest($1::text[], $2::text[]) as w (collection, id)
join {schema}.collections c on c.name = w.collection
join {schema}.documents d on d.collection = c.id and d.id = w.id
where d.expires_at is null or d.expires_at > {schema}.now_utc()
