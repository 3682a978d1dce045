-- Of these durable subscriptions, those with something to read, and those whose lease is another's.
select h.channel, h.name
from unnest($1::text[], $2::text[], $3::uuid[]) as h (channel, name, lease)
left join {schema}.channel_subscriptions s on s.channel = h.channel and s.name = h.name and s.lease = h.lease
where s.name is null or exists (select from {schema}.channel_messages m where m.channel = s.channel and m.number > s.handled)
