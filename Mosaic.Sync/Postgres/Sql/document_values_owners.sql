select v.index, v.identity, v.document, d.id is null or coalesce(d.expires_at <= {schema}.now_utc(), false)
from unnest($2::bigint[], $3::bytea[]) as w (index, identity)
join {schema}.document_unique_values v on v.index = w.index and v.identity = w.identity
left join {schema}.documents d on d.collection = $1 and d.id = v.document
