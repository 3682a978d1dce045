-- Ended jobs of a queue, those enqueued first first, from a number on.
select number from {schema}.jobs j
where j.queue = (select id from {schema}.queues where name = $1) and j.place = $2 and j.number > $3
order by j.number
limit $4
