select count(*) from {schema}.job_children where parent = $1 and not counts
