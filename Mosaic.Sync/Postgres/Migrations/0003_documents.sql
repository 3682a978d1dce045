-- compatible: no

-- A collection is there from its first document or declaration on. The generation is one more after each declaration: a writer that
-- knows another one has not made the entries that it should have, and looks again. Paths are UTF-8, for they may hold U+0000.
create table {schema}.collections (
    id bigint generated always as identity primary key,
    name text collate "C" not null unique,
    generation bigint not null default 0,
    texts bytea[] not null default '{}',
    texts_ready boolean not null default true
);

create table {schema}.collection_indexes (
    id bigint generated always as identity primary key,
    collection bigint not null,
    path bytea not null,
    is_unique boolean not null,
    ready boolean not null default false
);

create index collection_indexes_collection on {schema}.collection_indexes (collection);

-- raw is the document, doc what is queried. The space left in pages keeps most updates on their page.
create table {schema}.documents (
    collection bigint not null,
    id text collate "C" not null,
    version bigint not null,
    modified_at timestamptz not null,
    expires_at timestamptz,
    raw bytea not null,
    doc jsonb not null,
    primary key (collection, id)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05);

create index documents_expiry on {schema}.documents (expires_at) where expires_at is not null;

-- The declared indexes: keys that sort as the values do, in tables instead of indexes of PostgreSQL, so that who may only write rows can
-- declare one. Long values are cut in keys; identities are whole, or a digest.
create table {schema}.document_entries (
    index bigint not null,
    key bytea not null,
    document text collate "C" not null,
    primary key (index, key, document)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05);

create table {schema}.document_unique_values (
    index bigint not null,
    identity bytea not null,
    document text collate "C" not null,
    primary key (index, identity)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1);

-- The documents of ranges of an index, each once, in order; null: there are more entries. Always read along the key, which a plan is not
-- for ranges that it does not know, in a table of many indexes or without statistics.
create function {schema}.index_documents(index_id bigint, lows text[], highs text[], most int) returns text[]
language plpgsql stable
set plan_cache_mode = 'force_generic_plan' set enable_bitmapscan = off set enable_seqscan = off
as $mosaic$
declare
    seen bigint;
    ids text[];
begin
    select count(*), array_agg(distinct c.document) into seen, ids
    from (
        select e.document
        from unnest(lows, highs) as r (low, high)
        cross join lateral (
            select e.document
            from {schema}.document_entries e
            where e.index = index_id and e.key between decode(r.low, 'hex') and decode(r.high, 'hex')
            order by e.key, e.document
            limit most + 1
        ) e
        limit most + 1
    ) c;
    return case when seen <= most then coalesce(ids, '{}') end;
end
$mosaic$;

-- Declarations hold it exclusively for a moment, writers shared to their end: whoever writes after a declaration knows of it.
create function {schema}.collection_lock(collection_name text) returns bigint
language sql immutable parallel safe
as $mosaic$ select hashtextextended($name${schema}$name$ || '/' || collection_name, 3) $mosaic$;

-- The collection, created where it is not there. MS010: its declarations are others than the caller knows.
create function {schema}.enter_collection(collection_name text, known_generation bigint) returns bigint
language plpgsql
as $mosaic$
declare
    seen record;
begin
    perform pg_advisory_xact_lock_shared({schema}.collection_lock(collection_name));
    loop
        if current_setting('transaction_isolation') = 'read committed' then
            select c.id, c.generation into seen from {schema}.collections c where c.name = collection_name;
        else
            -- The snapshot may be older than the wait for the lock.
            select c.id, c.generation into seen from {schema}.collections c where c.name = collection_name for share;
        end if;

        exit when found;
        insert into {schema}.collections (name) values (collection_name) on conflict (name) do nothing;
        if found then
            insert into {schema}.changes (kind, collection, ids, versions, deleted) values ('collection', collection_name, '{""}', '{0}', false);
        end if;
    end loop;

    if seen.generation <> known_generation then
        raise exception 'The collection % is at generation %.', collection_name, seen.generation using errcode = 'MS010';
    end if;

    return seen.id;
end
$mosaic$;

-- One write to a collection without declarations. MS011: the id is taken. MS012: the version is another one, which the column says.
create function {schema}.write_document(
    unit_key uuid, collection_name text, known_generation bigint, write_kind text, document_id text,
    expected bigint, seen timestamptz, upsert boolean, expires timestamptz, bytes bytea, projected text)
returns table (version bigint, modified_at timestamptz)
language plpgsql
as $mosaic$
#variable_conflict use_column
declare
    collection_id bigint := {schema}.enter_collection(collection_name, known_generation);
    written_at timestamptz := {schema}.now_utc();
    projection jsonb;
    old record;
    existed boolean := false;
    live_version bigint;
    next_version bigint := 1;
    deletes boolean := write_kind = 'delete';
begin
    if not deletes then
        projection := coalesce(projected, convert_from(bytes, 'UTF8'))::jsonb;
    end if;

    loop
        if existed or deletes or (write_kind = 'put' and expected is distinct from 0) then
            select d.version, d.modified_at, d.expires_at into old
            from {schema}.documents d where d.collection = collection_id and d.id = document_id for update;
            existed := found;
            live_version := case when existed and (old.expires_at is null or old.expires_at > written_at) then old.version else 0 end;
            if write_kind = 'create' and live_version > 0 then
                raise exception 'The id is taken.' using errcode = 'MS011';
            elsif write_kind = 'keep' and live_version > 0 or deletes and not existed then
                return;
            elsif write_kind = 'put' and (expected <> live_version or seen <> old.modified_at or expected is null and live_version = 0 and not upsert) then
                raise exception 'The document is at version %.', live_version using errcode = 'MS012', column = live_version::text;
            end if;
        end if;

        if deletes then
            delete from {schema}.documents d where d.collection = collection_id and d.id = document_id;
            next_version := old.version;
            exit;
        elsif existed then
            next_version := live_version + 1;
            update {schema}.documents d
            set version = next_version, modified_at = written_at, expires_at = expires, raw = bytes, doc = projection
            where d.collection = collection_id and d.id = document_id;
            exit;
        end if;

        insert into {schema}.documents (collection, id, version, modified_at, expires_at, raw, doc)
        values (collection_id, document_id, 1, written_at, expires, bytes, projection)
        on conflict (collection, id) do nothing;
        exit when found;
        existed := true; -- somebody else was first: look at what there is
    end loop;

    insert into {schema}.changes (kind, collection, ids, versions, deleted)
    values ('document', collection_name, array[document_id], array[next_version], deletes);
    perform {schema}.tell('changes', '');
    if deletes and live_version = 0 then
        return; -- it had expired
    end if;

    perform {schema}.keep_result(unit_key, convert_to(next_version || ' ' || (extract(epoch from written_at) * 1000000)::bigint, 'UTF8'));
    return query select next_version, written_at;
end
$mosaic$;
