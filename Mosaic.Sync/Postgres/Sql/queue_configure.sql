update {schema}.queues set options = $2, max_attempts = $3, concurrency = $4, rate_max = $5, rate_per = $6, key_concurrency = $7, key_rate_max = $8, key_rate_per = $9
where id = $1
