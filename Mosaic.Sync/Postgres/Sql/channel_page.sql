-- One row without a message when the lease holds and nothing is there; none when it does not.
select m.number, m.at, m.content
from {schema}.channel_subscriptions s
left join lateral (
    select number, at, content from {schema}.channel_messages where channel = s.channel and number > s.handled order by number limit 100
) m on true
where s.channel = $1 and s.name = $2 and s.lease = $3
order by m.number
