-- compatible: no

create sequence {schema}.channel_numbers cache 1;

-- Durable subscriptions: how far each came, and who handles it: an instance while it lives, or, where there are none (behind a
-- transaction pooler), somebody until some time. A lease that another took over writes nothing any more.
create table {schema}.channel_subscriptions (
    channel text collate "C" not null,
    name text collate "C" not null,
    handled bigint not null,
    instance bigint,
    lease uuid,
    leased_until timestamptz,
    primary key (channel, name)
) with (fillfactor = 70);

-- Messages of channels with durable subscriptions. Content is UTF-8: text refuses U+0000.
create table {schema}.channel_messages (
    channel text collate "C" not null,
    number bigint not null,
    at timestamptz not null,
    content bytea not null,
    primary key (channel, number)
);

create table {schema}.channel_trims (
    channel text collate "C" primary key,
    trimmed_to bigint not null
);

-- Contents that no notification holds, and those of channels with pollers, for the minutes until the subscribers have read them.
create table {schema}.channel_contents (
    channel text collate "C" not null,
    number bigint not null,
    at timestamptz not null,
    content bytea not null,
    primary key (channel, number)
);

-- Processes behind a transaction pooler, which no notification reaches: what is published to their channels waits for their poll.
create table {schema}.channel_pollers (
    channel text collate "C" not null,
    poller uuid not null,
    until timestamptz not null,
    primary key (channel, poller)
);

-- One row, which whoever begins to have messages kept changes before his channel's lock, and a SERIALIZABLE publisher reads before that:
-- one whose snapshot is older fails with 40001, and sees the new subscription in its next attempt.
create table {schema}.channel_subscribing (
    one boolean primary key default true check (one),
    times bigint not null default 0
) with (fillfactor = 10);

insert into {schema}.channel_subscribing default values;

-- Held to the end of the transaction: a channel's numbers come in the order of its commits, and a subscription begins between messages.
-- Two keys, which no other lock of ours has.
create function {schema}.lock_channel(name text) returns void
language sql
as $mosaic$ select pg_advisory_xact_lock(hashtext('{schema}'), hashtext(name)) $mosaic$;

-- Keeps a message if somebody wants it kept, and tells it. A notification has up to 8,000 bytes: larger contents are read from the table.
create function {schema}.publish(in_channel text, in_content bytea) returns bigint
language plpgsql
as $mosaic$
declare
    drawn bigint;
    moment timestamptz;
    inline text;
    kept boolean := false;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        perform from {schema}.channel_subscribing for share;
    end if;

    perform {schema}.lock_channel(in_channel);
    drawn := nextval('{schema}.channel_numbers');
    moment := {schema}.now_utc();
    if octet_length(in_content) <= 7000 and position('\x00'::bytea in in_content) = 0 then
        inline := convert_from(in_content, 'UTF8');
    end if;

    if exists (select from {schema}.channel_subscriptions where channel = in_channel) then
        insert into {schema}.channel_messages (channel, number, at, content) values (in_channel, drawn, moment, in_content);
        insert into {schema}.changes (kind, collection, ids, versions, deleted) values ('message', in_channel, array[drawn::text], array[0::bigint], false);
        perform {schema}.tell('changes', '');
        kept := true;
    end if;

    if (inline is null and not kept) or exists (select from {schema}.channel_pollers where channel = in_channel and until > moment) then
        insert into {schema}.channel_contents (channel, number, at, content) values (in_channel, drawn, moment, in_content);
    end if;

    perform {schema}.tell('channel/' || in_channel,
        concat(drawn, ' ', (extract(epoch from moment) * 1000000)::bigint, case when inline is null then '' else E'\n' || inline end));
    return drawn;
end
$mosaic$;

-- Has what is published to a channel from here on wait for a poller as well. The number that all of it is above.
create function {schema}.poll_channel(in_channel text, in_poller uuid, in_time interval) returns bigint
language plpgsql
as $mosaic$
begin
    update {schema}.channel_subscribing set times = times + 1;
    perform {schema}.lock_channel(in_channel);
    insert into {schema}.channel_pollers (channel, poller, until) values (in_channel, in_poller, {schema}.now_utc() + in_time)
    on conflict (channel, poller) do update set until = excluded.until;
    return nextval('{schema}.channel_numbers');
end
$mosaic$;

-- Whether the holder of a lease goes on with it.
create function {schema}.is_handled(in_instance bigint, in_until timestamptz) returns boolean
language sql stable
as $mosaic$ select coalesce(in_instance in (select {schema}.live_instances()), false) or coalesce(in_until > {schema}.now_utc(), false) $mosaic$;

-- Makes a durable subscription, or takes it over where it was, and leases it. What it answers: 'ok', 'handled' by another, 'trimmed', 'unknown' cursor.
create function {schema}.subscribe(in_channel text, in_name text, in_from bigint, in_instance bigint, in_lease uuid, in_time interval) returns text
language plpgsql
as $mosaic$
declare
    seen {schema}.channel_subscriptions;
    next_number bigint;
    is_new boolean := not exists (select from {schema}.channel_subscriptions where channel = in_channel and name = in_name);
begin
    if is_new then
        update {schema}.channel_subscribing set times = times + 1;
    end if;

    perform {schema}.lock_channel(in_channel);
    next_number := nextval('{schema}.channel_numbers');
    select * into seen from {schema}.channel_subscriptions where channel = in_channel and name = in_name for update;
    if seen.lease <> in_lease and {schema}.is_handled(seen.instance, seen.leased_until) then
        return 'handled';
    elsif in_from < (select trimmed_to from {schema}.channel_trims where channel = in_channel) then
        return 'trimmed';
    elsif in_from >= next_number then
        return 'unknown';
    end if;

    if seen.name is null and not is_new then
        update {schema}.channel_subscribing set times = times + 1; -- it was unsubscribed meanwhile
    end if;

    insert into {schema}.channel_subscriptions (channel, name, handled, instance, lease, leased_until)
    values (in_channel, in_name, coalesce(in_from, next_number), in_instance, in_lease, case when in_instance is null then {schema}.now_utc() + in_time end)
    on conflict (channel, name) do update
    set handled = coalesce(in_from, channel_subscriptions.handled), instance = in_instance, lease = in_lease, leased_until = excluded.leased_until;
    if seen.name is null or in_from is not null then
        insert into {schema}.changes (kind, collection, ids, versions, deleted) values ('subscription', in_channel, array[in_name], array[0::bigint], false);
        perform {schema}.tell('changes', '');
    end if;

    return 'ok';
end
$mosaic$;

-- 'none', 'handled', or 'ok'.
create function {schema}.unsubscribe(in_channel text, in_name text) returns text
language plpgsql
as $mosaic$
declare
    seen {schema}.channel_subscriptions;
begin
    perform {schema}.lock_channel(in_channel);
    select * into seen from {schema}.channel_subscriptions where channel = in_channel and name = in_name for update;
    if seen.name is null then
        return 'none';
    elsif {schema}.is_handled(seen.instance, seen.leased_until) then
        return 'handled';
    end if;

    delete from {schema}.channel_subscriptions where channel = in_channel and name = in_name;
    insert into {schema}.changes (kind, collection, ids, versions, deleted) values ('subscription', in_channel, array[in_name], array[0::bigint], true);
    perform {schema}.tell('changes', '');
    return 'ok';
end
$mosaic$;

-- Lets go of what all have handled and what is too old or too many; of one channel, bounded. How many went unhandled.
create function {schema}.trim_channel(in_channel text, age_max interval, messages_max int, rows_max int) returns table (gone bigint, unhandled bigint)
language plpgsql
as $mosaic$
declare
    done bigint;
    upto bigint;
begin
    perform {schema}.lock_channel(in_channel);
    select coalesce(min(handled), 9223372036854775807) into done from {schema}.channel_subscriptions where channel = in_channel;
    select greatest(
        (select max(number) from {schema}.channel_messages where channel = in_channel and (number <= done or at < {schema}.now_utc() - age_max)),
        (select number from {schema}.channel_messages where channel = in_channel order by number desc offset messages_max limit 1)) into upto;
    with trimmed as (
        delete from {schema}.channel_messages m
        where m.channel = in_channel and m.number = any (array(
            select o.number from {schema}.channel_messages o where o.channel = in_channel and o.number <= upto order by o.number limit rows_max))
        returning m.number
    ), kept as (
        insert into {schema}.channel_trims (channel, trimmed_to) select in_channel, max(number) from trimmed having count(*) > 0
        on conflict (channel) do update set trimmed_to = greatest(channel_trims.trimmed_to, excluded.trimmed_to)
    )
    select count(*), count(*) filter (where number > done) into gone, unhandled from trimmed;
    return next;
end
$mosaic$;
