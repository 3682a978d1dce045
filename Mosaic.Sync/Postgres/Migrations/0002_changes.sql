-- compatible: no

-- The channel of LISTEN and NOTIFY that this schema's instances share.
create function {schema}.notification_channel() returns text
language sql immutable parallel safe
as $mosaic$ select 'mosaic_' || md5($name${schema}$name$) $mosaic$;

create sequence {schema}.change_numbers cache 1;

-- The change record: a row holds what one statement of a unit did to rows of one kind in one collection. A number is drawn while
-- the rows that changed are locked, so that the changes of each row come in its own order; a commit may become visible after
-- one with a higher number, which readers have to wait for.
create table {schema}.changes (
    number bigint primary key default nextval('{schema}.change_numbers'),
    stamp bigint not null default (random() * 9223372036854775807)::bigint,
    at timestamptz not null default {schema}.now_utc(),
    kind text not null,
    collection text not null,
    ids text[] not null,
    versions bigint[] not null,
    deleted boolean not null
) with (fillfactor = 100, autovacuum_vacuum_insert_scale_factor = 0.1);

-- A tenth of a bulk import would be spent on compressing the arrays as PostgreSQL does by default.
do $mosaic$
begin
    alter table {schema}.changes alter column ids set compression lz4, alter column versions set compression lz4;
exception when feature_not_supported or invalid_parameter_value then
    null; -- a server that was built without
end
$mosaic$;

-- What the change record holds no more, and until when somebody follows it.
create table {schema}.change_feed (
    one boolean primary key default true check (one),
    trimmed_to bigint not null default 0,
    trimmed_stamp bigint not null default 0,
    counted_to bigint not null default 0,
    followed_until timestamptz not null default '-infinity'
) with (fillfactor = 10);

insert into {schema}.change_feed default values;

-- The change record counted in spans, which go as a whole; only what trims it counts.
create table {schema}.change_spans (
    last bigint primary key,
    stamp bigint not null,
    changes bigint not null,
    at timestamptz not null
);

-- Wakes who listens for the topic. A hint: whoever needs certainty looks as well. NOTIFY makes commits wait for each other, so of
-- changes it tells only while somebody follows them.
create function {schema}.tell(topic text, content text) returns void
language plpgsql
as $mosaic$
begin
    if topic <> 'changes' or exists (select from {schema}.change_feed where one and followed_until > {schema}.now_utc()) then
        perform pg_notify({schema}.notification_channel(), topic || E'\n' || content);
    end if;
end
$mosaic$;

-- Who has drawn a number and not ended: nextval locks the sequence to the end of its transaction, before it draws. A lock is
-- released only after what was committed is visible.
create function {schema}.change_writers() returns text[]
language sql volatile
as $mosaic$
    select coalesce(array_agg(distinct l.virtualtransaction), '{}')
    from pg_catalog.pg_locks l
    where l.locktype = 'relation' and l.relation = '{schema}.change_numbers'::regclass and l.mode = 'RowExclusiveLock' and l.granted
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
$mosaic$;

-- Counts what came, lets go of the oldest spans beyond the number and the age, and deletes; bounded, one at a time. Whether there is more to do.
create function {schema}.trim_changes(changes_max bigint, age_max interval, rows_max int) returns boolean
language plpgsql
as $mosaic$
declare
    feed record;
    span record;
    gone record;
    deleted bigint;
begin
    select * into feed from {schema}.change_feed for update skip locked;
    if not found then
        return false;
    end if;

    select max(c.number) as last, (array_agg(c.stamp order by c.number desc))[1] as stamp, sum(cardinality(c.ids)) as changes, max(c.at) as at into span
    from (
        select number, stamp, at, ids from {schema}.changes
        where number > feed.counted_to order by number limit least(rows_max, greatest(1, changes_max / 16))
    ) c;
    if span.last is not null then
        insert into {schema}.change_spans (last, stamp, changes, at) values (span.last, span.stamp, span.changes, span.at);
    end if;

    select s.last, s.stamp into gone
    from (select last, stamp, at, sum(changes) over (order by last desc) as kept from {schema}.change_spans) s
    where s.kept > changes_max or s.at < {schema}.now_utc() - age_max
    order by s.last desc limit 1;
    if found then
        delete from {schema}.change_spans where last <= gone.last;
    end if;

    update {schema}.change_feed
    set counted_to = greatest(counted_to, coalesce(span.last, 0)),
        trimmed_stamp = case when gone.last > trimmed_to then gone.stamp else trimmed_stamp end,
        trimmed_to = greatest(trimmed_to, coalesce(gone.last, 0))
    returning * into feed;

    delete from {schema}.changes
    where number = any (array(select number from {schema}.changes where number <= feed.trimmed_to order by number limit rows_max));
    get diagnostics deleted = row_count;
    return span.last is not null or deleted = rows_max;
end
$mosaic$;
