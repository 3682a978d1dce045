-- compatible: no

-- The one clock of all SQL: the start of the client's statement, so that a statement sees one moment, and one that follows
-- a wait for a lock in the same batch sees a later one. Inlined; tests replace it to shift time.
create function {schema}.now_utc() returns timestamptz
language sql stable parallel safe
as 'select pg_catalog.statement_timestamp()';

create table {schema}.store (
    one boolean primary key default true check (one),
    store_id uuid not null,
    created_at timestamptz not null
);

insert into {schema}.store (store_id, created_at) values (gen_random_uuid(), {schema}.now_utc());

-- The commit point of a move: whoever holds the fence exclusively may change it.
create table {schema}.epoch (
    one boolean primary key default true check (one),
    epoch bigint not null,
    owner text not null check (owner in ('team', 'local')),
    move_id uuid
);

insert into {schema}.epoch (epoch, owner) values (1, 'team');

-- What was applied, by idempotency key: UUIDs of version 7, so that new ones stand together.
create table {schema}.units (
    key uuid primary key,
    applied_at timestamptz not null,
    result bytea
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1);

-- The first statement of every write unit. MS001: the store is not here any more. MS002: the unit was applied already.
create function {schema}.begin_unit(unit_key uuid, fence bigint, expected_epoch bigint, lock_wait text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $mosaic$
declare
    seen record;
begin
    perform set_config('lock_timeout', lock_wait, true);
    perform pg_advisory_xact_lock_shared(fence);

    -- Before the epoch: what was applied before a move stays applied, and its caller is owed the answer.
    insert into {schema}.units (key, applied_at) values (unit_key, {schema}.now_utc()) on conflict (key) do nothing;
    if not found then
        raise exception 'The unit % was applied already.', unit_key using errcode = 'MS002';
    end if;

    if current_setting('transaction_isolation') = 'read committed' then
        select * into seen from {schema}.epoch where one;
    else
        -- The snapshot is older than the wait for the fence: locking the row fails (40001) if a mover changed it meanwhile.
        select * into seen from {schema}.epoch where one for share;
    end if;

    if seen.epoch is distinct from expected_epoch or seen.owner is distinct from 'team' then
        raise exception 'The store is at epoch % and its owner is %; the unit was for epoch %.', seen.epoch, seen.owner, expected_epoch
            using errcode = 'MS001';
    end if;
end
$mosaic$;

-- What a repeated unit answers instead of being applied again.
create function {schema}.keep_result(unit_key uuid, unit_result bytea) returns void
language sql security definer set search_path = pg_catalog, pg_temp
as 'update {schema}.units set result = unit_result where key = unit_key';

-- Lets go of what no client can still be asking about, of some keys that follow one; never waits for another that trims. Answers the last key that
-- it looked at, null at the end: who trims goes round and round, for a client whose clock is wrong has keys out of the order of time.
create function {schema}.trim_units(age interval, rows_max int, after uuid, out trimmed_to uuid)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $mosaic$
declare
    old uuid[];
    looked int;
begin
    select array_agg(u.key) filter (where u.applied_at < {schema}.now_utc() - age), count(*), (array_agg(u.key order by u.key desc))[1]
    into old, looked, trimmed_to
    from (select key, applied_at from {schema}.units where key > after order by key limit rows_max) u;
    delete from {schema}.units
    where key = any (array(select key from {schema}.units where key = any (old) for update skip locked));
    if looked < rows_max then
        trimmed_to := null;
    end if;
end
$mosaic$;

-- Every open instance of the program holds the session advisory lock of its number: whose is free has ended.
create function {schema}.live_instances() returns setof bigint
language sql stable
as $mosaic$
    select (l.classid::bigint << 32) | l.objid::bigint
    from pg_catalog.pg_locks l
    where l.locktype = 'advisory' and l.objsubid = 1 and l.granted and l.mode = 'ExclusiveLock'
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
$mosaic$;
