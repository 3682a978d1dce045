-- The trimming does not see the new one.
with written as (
    insert into {schema}.job_attempts (job, version, attempt, started_at, ended_at, error, stack) values ($1, $2, $3, $4, $5, $6, $7)
)
select {schema}.trim_attempts(array[$1], 19)
