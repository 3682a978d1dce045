select d.id
from {schema}.job_deduplication d join {schema}.queues q on q.id = d.queue
where q.name = $1 and d.key = $2 and (d.until is null or d.until > {schema}.now_utc())
