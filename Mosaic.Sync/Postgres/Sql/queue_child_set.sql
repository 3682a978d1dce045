update {schema}.job_children set state = $3, counts = $4, outcome = $5 where parent = $1 and ordinal = $2
