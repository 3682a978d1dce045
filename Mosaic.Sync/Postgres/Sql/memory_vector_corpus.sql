select c.part, c.trained, c.since, c.words, c.unknown, m.model_no, m.name, m.dimensions, m.part
from {schema}.vector_corpora c left join {schema}.vector_models m on m.model_no = coalesce(c.next_no, c.model_no)
where c.part = $1
