insert into {schema}.vector_models as m (part, name, dimensions) values (-1, $1, $2)
on conflict (part, name) do update set dimensions = excluded.dimensions
returning m.model_no
