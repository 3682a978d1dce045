insert into {schema}.job_children (parent, ordinal, id) select $1, ord - 1, id from unnest($2::text[]) with ordinality as c (id, ord)
