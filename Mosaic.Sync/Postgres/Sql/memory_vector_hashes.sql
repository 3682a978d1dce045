select v.collection, v.id, v.hash
from unnest($1::text[], $2::text[]) w (collection, id)
cross join lateral (
    select t.collection, t.id, t.hash from {schema}.text_vectors t
    where t.part = 0 and t.session_no = 0 and t.number = 0 and t.collection = w.collection and t.id = w.id and t.model_no = $3 offset 0
) v
