select v.session_no, v.number, v.collection, v.id, v.quantized
from {schema}.text_vectors v
where v.part = $1 and v.model_no = $2 and ($3 and v.session_no > 0 or $4 and v.session_no = 0) and ($5::text is null or v.collection = $5)
order by v.session_no, v.number
