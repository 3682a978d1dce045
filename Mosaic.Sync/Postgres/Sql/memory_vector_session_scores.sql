select v.session_no, v.number, '', '', (-({embedding} operator({vector}.<#>) $3::real[]::{vector}.halfvec))::real
from unnest($4::bigint[]) w (session_no)
cross join lateral (
    select * from {schema}.text_vectors t where t.part = $1 and t.session_no = w.session_no and t.model_no = $2 offset 0
) v
order by v.session_no, v.number
