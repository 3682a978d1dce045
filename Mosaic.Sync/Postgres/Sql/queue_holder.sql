select job, id, until from {schema}.job_deduplication where queue = $1 and key = $2 and (until is null or until > {schema}.now_utc())
