select 0::bigint, 0, v.collection, v.id, (-({embedding} operator({vector}.<#>) $3::real[]::{vector}.halfvec))::real
from unnest($4::text[], $5::text[]) w (collection, id)
cross join lateral (
    select * from {schema}.text_vectors t
    where t.part = $1 and t.session_no = 0 and t.number = 0 and t.collection = w.collection and t.id = w.id and t.model_no = $2 offset 0
) v
