with leased as (
    update {schema}.channel_subscriptions s set leased_until = {schema}.now_utc() + $4
    from unnest($1::text[], $2::text[], $3::uuid[]) as h (channel, name, lease)
    where s.channel = h.channel and s.name = h.name and s.lease = h.lease
)
insert into {schema}.channel_pollers (channel, poller, until)
select p.channel, $6, {schema}.now_utc() + $7 from unnest($5::text[]) as p (channel)
on conflict (channel, poller) do update set until = excluded.until
