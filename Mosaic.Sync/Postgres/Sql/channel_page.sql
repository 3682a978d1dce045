-- One row without a message when the lease holds and nothing is there; none when it does not. At most 4 MB, but one message in any case.
select m.number, m.at, m.content
from {schema}.channel_subscriptions s
left join lateral (
    select p.number, p.at, p.content
    from (
        select n.number, n.at, n.content, sum(octet_length(n.content)) over (order by n.number) - octet_length(n.content) as before
        from (select number, at, content from {schema}.channel_messages where channel = s.channel and number > s.handled order by number limit 100) n
    ) p
    where p.before < 4000000
) m on true
where s.channel = $1 and s.name = $2 and s.lease = $3
order by m.number
