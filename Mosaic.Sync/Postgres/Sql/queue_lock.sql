-- In the order of ids, so that no two units wait for each other; the time is that of who holds the lock.
select id, name, max_attempts, options, key_concurrency, {schema}.now_utc()
from {schema}.queues
where id = any ($1)
order by id
for no key update
