update {schema}.job_children set state = 0, outcome = null where parent = $1 and ordinal = $2
