with lines as (
    delete from {schema}.job_lines where job = any ($1)
), notes as (
    delete from {schema}.job_notes where job = any ($1)
), attempts as (
    delete from {schema}.job_attempts where job = any ($1)
), children as (
    delete from {schema}.job_children where parent = any ($1)
)
delete from {schema}.jobs where number = any ($1)
