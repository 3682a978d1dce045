-- The jobs that have deduplication keys now.
select d.job
from unnest($1::text[], $2::text[]) as k (queue, key)
join {schema}.queues q on q.name = k.queue
join {schema}.job_deduplication d on d.queue = q.id and d.key = k.key
