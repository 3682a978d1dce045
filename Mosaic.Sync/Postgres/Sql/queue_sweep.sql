with passed as (
    delete from {schema}.job_deduplication where until <= {schema}.now_utc()
)
delete from {schema}.job_starts where at <= {schema}.now_utc() - interval '1 day'
