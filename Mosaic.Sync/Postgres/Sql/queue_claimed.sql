-- What an earlier attempt of the claim leased.
select j.number, j.queue, j.priority, j.type, j.chosen_id, j.data, j.attempts, j.attempts_max, j.created_at, j.run_at, j.error, j.lease_until, j.key_kind, j.key, j.parent_id
from {schema}.jobs j join {schema}.queues q on q.id = j.queue
where j.lease_secret is not null and j.lease_secret = $2 and q.name = $1
