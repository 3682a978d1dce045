delete from {schema}.job_deduplication where queue = $1 and key = $2 and job = $3 and until is null
