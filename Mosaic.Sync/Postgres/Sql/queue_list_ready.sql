-- Ready jobs from one on, in the order of running, as jobs_ready has them: those of its priority from its number on, then those of lower ones.
-- Not "priority = $2": a plan for any number would then read the primary key.
select j.number, j.queue, q.name, j.priority, j.place, j.version, j.attempts, j.attempts_max, j.redrives, j.holds_slot, j.is_parent, j.has_attempts, j.has_notes, j.key_kind, j.on_failure, j.ordinal, j.created_at, j.run_at, j.ended_at, j.leased_at, j.lease_secret, j.parent, j.parent_id, j.type, j.chosen_id, j.key, j.deduplication_key, j.data, j.result, j.error, j.retry, coalesce(j.lease_until > {schema}.now_utc(), false), j.plain
from (
    (select * from {schema}.jobs r
    where r.queue = (select id from {schema}.queues where name = $1) and r.place = 0 and r.lease_secret is null and r.priority <= $2 and r.priority >= $2
        and r.number >= $3
    order by r.priority desc, r.number limit $4)
    union all
    (select * from {schema}.jobs r
    where r.queue = (select id from {schema}.queues where name = $1) and r.place = 0 and r.lease_secret is null and r.priority < $2
    order by r.priority desc, r.number limit $4)
) j join {schema}.queues q on q.id = j.queue
order by j.priority desc, j.number
limit $4
