update {schema}.job_children set counts = $3 where parent = $1 and ordinal = $2
