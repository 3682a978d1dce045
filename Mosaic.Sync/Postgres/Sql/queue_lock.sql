-- Queues, and those that jobs are in and whatever waits for these: all at once and in the order of ids, so that no two units wait for each
-- other; the time is that of who holds the locks.
select id, name, max_attempts, options, key_concurrency, {schema}.now_utc()
from {schema}.queues
where id = any ($1 || {schema}.queue_line($2))
order by id
for no key update
