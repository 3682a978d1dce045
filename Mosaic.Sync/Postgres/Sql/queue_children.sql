select id, state, outcome from {schema}.job_children where parent = $1 order by ordinal
