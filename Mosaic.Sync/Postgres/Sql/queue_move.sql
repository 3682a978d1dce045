update {schema}.jobs set
    place = $2, version = $3, attempts = $4, redrives = $5, holds_slot = $6, has_attempts = $7, run_at = $8, ended_at = $9, result = $10, error = $11,
    lease_secret = null, lease_until = null, lease_for = null, instance = null
where number = $1
