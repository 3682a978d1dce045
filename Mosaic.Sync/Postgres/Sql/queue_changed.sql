select {schema}.job_changed($1, $2, $3, $4, $5)
