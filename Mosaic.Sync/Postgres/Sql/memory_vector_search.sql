select c.part, m.model_no, m.name, m.dimensions, m.part,
    coalesce((select i.indisvalid from pg_index i where i.indexrelid = to_regclass('{schema}.text_vectors_nearest_' || m.model_no)), false)
from (
    select user_no as part from {schema}.memory_users where $2 and user_id = $1 union all select 0 where $3
) u
join {schema}.vector_corpora c using (part)
join {schema}.vector_models m on m.model_no = c.model_no
