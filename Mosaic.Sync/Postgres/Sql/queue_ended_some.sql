-- Ended jobs that are to go: those that ended so long ago, or that are more than are kept; those enqueued first first.
with q as (
    select id from {schema}.queues where name = $1
), kept as (
    select count(*) as jobs from {schema}.jobs j where $4::bigint is not null and j.queue = (select id from q) and j.place = $2
)
select j.number
from {schema}.jobs j
where j.queue = (select id from q) and j.place = $2 and j.number > $6 and ($3::interval is null or j.ended_at <= {schema}.now_utc() - $3)
order by j.number
limit least($5, case when $4::bigint is null then $5 else greatest(0, (select jobs from kept) - $4) end)
