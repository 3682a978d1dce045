select progress from {schema}.job_notes where job = $1
