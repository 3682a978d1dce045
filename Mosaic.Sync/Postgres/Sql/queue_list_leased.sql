-- Leased jobs from one on, in the order of running; they are sorted: leases are few beside what waits.
select j.number, j.queue, q.name, j.priority, j.place, j.version, j.attempts, j.attempts_max, j.redrives, j.holds_slot, j.is_parent, j.has_attempts, j.has_notes, j.key_kind, j.on_failure, j.ordinal, j.created_at, j.run_at, j.ended_at, j.leased_at, j.lease_secret, j.parent, j.parent_id, j.type, j.chosen_id, j.key, j.deduplication_key, j.data, j.result, j.error, j.retry, coalesce(j.lease_until > {schema}.now_utc(), false), j.plain
from {schema}.jobs j join {schema}.queues q on q.id = j.queue
where j.queue = (select id from {schema}.queues where name = $1) and j.lease_secret is not null and (j.priority < $2 or (j.priority = $2 and j.number >= $3))
order by j.priority desc, j.number
limit $4
