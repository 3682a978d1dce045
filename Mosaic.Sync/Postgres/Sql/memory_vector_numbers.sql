select v.session_no, v.number, v.collection, v.id, v.numbers
from unnest($3::bigint[], $4::int[], $5::text[], $6::text[]) w (session_no, number, collection, id)
cross join lateral (
    select t.session_no, t.number, t.collection, t.id, t.numbers from {schema}.text_vectors t
    where t.part = $1 and t.session_no = w.session_no and t.number = w.number and t.collection = w.collection and t.id = w.id and t.model_no = $2 offset 0
) v
