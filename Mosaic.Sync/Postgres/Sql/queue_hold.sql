insert into {schema}.job_deduplication (queue, key, job, id, until) values ($1, $2, $3, $4, $5)
on conflict (queue, key) do update set job = excluded.job, id = excluded.id, until = excluded.until
