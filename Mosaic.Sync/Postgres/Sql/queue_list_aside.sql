-- Jobs of another place from one on, as jobs_aside has them: a plan for any number that reads the primary key instead would read all jobs.
select j.number, j.queue, $1::text, j.priority, j.place, j.version, j.attempts, j.attempts_max, j.redrives, j.holds_slot, j.is_parent, j.has_attempts, j.has_notes, j.key_kind, j.on_failure, j.ordinal, j.created_at, j.run_at, j.ended_at, j.leased_at, j.lease_secret, j.parent, j.parent_id, j.type, j.chosen_id, j.key, j.deduplication_key, j.data, j.result, j.error, j.retry, coalesce(j.lease_until > {schema}.now_utc(), false), j.plain
from {schema}.jobs j
where j.queue = (select id from {schema}.queues where name = $1) and j.place > 0 and (j.place, j.number) >= ($2, $3) and j.place <= $2
order by j.place, j.number
limit $4
