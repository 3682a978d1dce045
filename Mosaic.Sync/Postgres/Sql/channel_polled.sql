-- What came to each channel above a number, at most 4 MB, but one message in any case.
select p.channel, p.number, p.at, p.content
from (
    select c.channel, c.number, c.at, c.content, sum(octet_length(c.content)) over (order by c.number) - octet_length(c.content) as before
    from (
        select m.channel, m.number, m.at, m.content
        from unnest($1::text[], $2::bigint[]) as f (channel, after)
        cross join lateral (
            select channel, number, at, content from {schema}.channel_contents where channel = f.channel and number > f.after order by number limit 100
        ) m
        order by m.number
        limit 1000
    ) c
) p
where p.before < 4000000
order by p.number
