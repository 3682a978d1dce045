select attempt, started_at, ended_at, error, stack from {schema}.job_attempts where job = $1 order by version
