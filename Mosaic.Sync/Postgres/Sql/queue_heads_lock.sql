-- Without what is large, and of no matter to a step that does not end a job.
select j.number, j.queue, q.name, j.priority, j.place, j.version, j.attempts, j.attempts_max, j.redrives, j.holds_slot, j.is_parent, j.has_attempts, j.has_notes, j.key_kind, j.on_failure, j.ordinal, j.created_at, j.run_at, j.ended_at, j.leased_at, j.lease_secret, j.parent, j.parent_id, j.type, j.chosen_id, j.key, j.deduplication_key, null::bytea, null::bytea, null::bytea, null::bytea, coalesce(j.lease_until > {schema}.now_utc(), false), j.plain
from {schema}.jobs j join {schema}.queues q on q.id = j.queue
where j.number = any ($1)
order by j.number
for update of j
