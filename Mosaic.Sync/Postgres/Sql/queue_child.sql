-- Takes a turn with the parent, as with a key.
with turn as (
    insert into {schema}.job_turns as t (queue, bucket, turns) select j.queue, (j.number & 63)::int, 1 from {schema}.jobs j where j.number = $1
    on conflict (queue, bucket) do update set turns = t.turns + 1
)
select c.state, c.counts, (select count(*) from {schema}.job_children o where o.parent = $1 and not o.counts)::int
from {schema}.job_children c where c.parent = $1 and c.ordinal = $2
