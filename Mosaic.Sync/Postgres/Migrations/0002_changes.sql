-- compatible: no

-- The channel of LISTEN and NOTIFY that this schema's instances share.
create function {schema}.notification_channel() returns text
language sql immutable parallel safe
as $mosaic$ select 'mosaic_' || md5($name${schema}$name$) $mosaic$;

-- Wakes who listens for the topic. A hint: whoever needs certainty looks as well.
create function {schema}.tell(topic text, content text) returns void
language sql
as $mosaic$ select pg_notify({schema}.notification_channel(), topic || E'\n' || content) $mosaic$;

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
