select v.session_no, v.number, v.collection, v.id, (-({embedding} operator({vector}.<#>) $3::real[]::{vector}.halfvec))::real
from {schema}.text_vectors v
where v.part = $1 and v.model_no = $2 and ($4 and v.session_no > 0 or $5 and v.session_no = 0) and ($6::text is null or v.collection = $6)
order by v.session_no, v.number
