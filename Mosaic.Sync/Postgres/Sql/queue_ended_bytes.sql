-- Ended jobs beyond the bytes that are kept, those enqueued first first.
select number
from (
    select j.number, sum(coalesce(length(j.data), 0) + coalesce(length(j.result), 0) + coalesce(length(j.error), 0) + length(j.type) + 64)
        over (order by j.number desc) as bytes
    from {schema}.jobs j
    where j.queue = (select id from {schema}.queues where name = $1) and j.place = $2 and j.number > $6
) sizes
where bytes > $3
order by number
limit least($4, $5)
