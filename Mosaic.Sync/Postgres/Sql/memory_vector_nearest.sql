select v.session_no, v.number, v.collection, v.id, (-(v.embedding::{vector}.halfvec({dimensions}) operator({vector}.<#>) $2::real[]::{vector}.halfvec({dimensions})))::real
from {schema}.text_vectors v
where v.model_no = {model} and v.part = $1 and ($3 and v.session_no > 0 or $4 and v.session_no = 0) and ($5::text is null or v.collection = $5)
order by v.embedding::{vector}.halfvec({dimensions}) operator({vector}.<#>) $2::real[]::{vector}.halfvec({dimensions})
limit $6
