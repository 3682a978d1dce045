-- compatible: no

-- Ticks of .NET: tenths of a microsecond since the year 1.
create function {schema}.now_ticks() returns bigint
language sql stable parallel safe
as 'select (extract(epoch from {schema}.now_utc()) * 10000000)::bigint + 621355968000000000';

create table {schema}.memory_users (
    user_no bigint generated always as identity primary key,
    user_id text collate "C" not null unique
);

-- The user's number, held until the transaction ends: forgetting a user waits for those that write for it, and they for it.
create function {schema}.memory_user(wanted text) returns bigint
language plpgsql
as $mosaic$
declare
    found_no bigint;
begin
    loop
        select u.user_no into found_no from {schema}.memory_users u where u.user_id = wanted for key share;
        if found then
            return found_no;
        end if;

        insert into {schema}.memory_users (user_id) values (wanted) on conflict (user_id) do nothing;
    end loop;
end
$mosaic$;

create table {schema}.preferences (
    user_no bigint not null,
    key text collate "C" not null,
    raw bytea not null,
    version bigint not null,
    modified_at timestamptz not null,
    primary key (user_no, key)
) with (fillfactor = 90);

-- raw is the insight as it was stored; the columns beside it are what has changed since and what searches are limited by.
create table {schema}.insights (
    id text collate "C" primary key,
    user_no bigint not null,
    version bigint not null,
    raw bytea not null,
    at bigint not null,
    relevance double precision not null,
    decayed bigint,
    expires bigint,
    superseded_by text collate "C",
    session_id text collate "C",
    category smallint not null,
    source smallint not null,
    words int not null,
    terms text[] collate "C" not null,
    provenance text[] collate "C",
    embedding bytea
) with (fillfactor = 90);

create index insights_user on {schema}.insights (user_no, id);
create index insights_expiry on {schema}.insights (expires) where expires is not null;

create table {schema}.sessions (
    session_no bigint generated always as identity primary key,
    id text collate "C" not null unique,
    user_no bigint not null,
    version bigint not null,
    started bigint not null,
    last bigint not null,
    turns int not null,
    words bigint not null,
    archived boolean not null
) with (fillfactor = 70);

create index sessions_user on {schema}.sessions (user_no);
create index sessions_last on {schema}.sessions (last desc, id);

create table {schema}.turns (
    session_no bigint not null,
    number int not null,
    id text collate "C" not null unique,
    raw bytea not null,
    at bigint not null,
    primary key (session_no, number)
);

-- Who spoke and when, 64 turns a row: what ranking asks of turns around those that have a word. Only ever added to.
create table {schema}.turn_blocks (
    session_no bigint not null,
    block int not null,
    speakers text[] collate "C" not null,
    days int[] not null,
    ats bigint[] not null,
    primary key (session_no, block)
) with (fillfactor = 70);

-- The turns of a session that have a term: number << 36 | times << 20 | words. One writer at a time has the session's row, and so these.
create table {schema}.turn_postings (
    user_no bigint not null,
    term text collate "C" not null,
    session_no bigint not null,
    turns bigint[] not null,
    primary key (user_no, term, session_no)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- Texts that stand alone, by their terms: insights, part the user's number; documents, part 0.
create table {schema}.text_postings (
    part bigint not null,
    term text collate "C" not null,
    collection text collate "C" not null,
    id text collate "C" not null,
    times int not null,
    words int not null,
    at bigint not null,
    primary key (part, term, collection, id)
) with (autovacuum_vacuum_scale_factor = 0.05);

-- How many texts a part has and their terms, in rows by backend: writers do not wait for each other.
create table {schema}.text_totals (
    part bigint not null,
    shard int not null,
    texts bigint not null,
    terms bigint not null,
    primary key (part, shard)
) with (fillfactor = 50);

-- The terms by which a document is kept, to take them away again.
create table {schema}.document_terms (
    collection text collate "C" not null,
    id text collate "C" not null,
    terms text[] collate "C" not null,
    primary key (collection, id)
);

-- Vectors. Who opens the store with an embedder says so here; until active_until whoever writes a text adds it to vector_work in the same
-- unit. What was written before that is compared with the vectors that there are, once. Embedded: the type of pgvector stands beside all numbers.
create table {schema}.vector_embedder (
    one boolean primary key default true check (one),
    model text collate "C",
    active_until timestamptz not null,
    compared boolean not null,
    embedded boolean not null
);

insert into {schema}.vector_embedder (active_until, compared, embedded) values ('-infinity', false, false);

create sequence {schema}.vector_tokens;

-- Part: whose texts it was trained on, 0 documents, -1 the application's own for all. Content: what was trained.
create table {schema}.vector_models (
    model_no bigint generated always as identity primary key,
    part bigint not null,
    name text collate "C" not null,
    dimensions int not null,
    content bytea,
    unique (part, name)
);

-- The texts of a user, or all documents (part 0): vectors of model_no answer, those of next_no are being made. Since: texts that came since
-- the model was trained, their words and those of them that it does not know.
create table {schema}.vector_corpora (
    part bigint primary key,
    model_no bigint,
    next_no bigint,
    next_mark bigint,
    trained bigint not null default 0,
    since bigint not null default 0,
    words bigint not null default 0,
    unknown bigint not null default 0,
    run bigint,
    run_until timestamptz,
    cleared boolean not null default true
) with (fillfactor = 70);

-- A turn by its session and number; an insight by its id, a document by its collection and id, both with session 0.
create table {schema}.text_vectors (
    part bigint not null,
    session_no bigint not null,
    number int not null,
    collection text collate "C" not null,
    id text collate "C" not null,
    model_no bigint not null,
    hash bigint not null,
    quantized bytea not null,
    numbers real[] not null,
    primary key (part, session_no, number, collection, id, model_no)
) with (autovacuum_vacuum_scale_factor = 0.05);

-- What is compared first stays in the row; the numbers do not get smaller.
alter table {schema}.text_vectors alter column quantized set storage main, alter column numbers set storage external;

-- Texts that need a vector. Who takes one moves due to the end of the lease and draws a token, by which what comes of it is kept or not.
create table {schema}.vector_work (
    part bigint not null,
    session_no bigint not null,
    number int not null,
    collection text collate "C" not null,
    id text collate "C" not null,
    added bigint not null default nextval('{schema}.vector_tokens'),
    token bigint not null default nextval('{schema}.vector_tokens'),
    due timestamptz not null,
    tries int not null default 0,
    primary key (part, session_no, number, collection, id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

create index vector_work_due on {schema}.vector_work (due);

create function {schema}.vectors_lock() returns bigint
language sql immutable parallel safe
as $mosaic$ select hashtextextended($name${schema}$name$ || '/vectors', 7) $mosaic$;

-- Whether whoever writes a text says so in vector_work. Writers hold the lock shared to their end, who begins to ask for it alone for a
-- moment: every writer after that knows.
create function {schema}.vectors_wanted() returns boolean
language plpgsql
as $mosaic$
declare
    until timestamptz;
begin
    perform pg_advisory_xact_lock_shared({schema}.vectors_lock());
    if current_setting('transaction_isolation') = 'read committed' then
        select e.active_until into until from {schema}.vector_embedder e;
    else
        select e.active_until into until from {schema}.vector_embedder e for share;
    end if;

    return until > {schema}.now_utc();
end
$mosaic$;

-- A text that stands alone is gone.
create function {schema}.drop_vector(of_part bigint, of_collection text, of_id text) returns void
language plpgsql
as $mosaic$
begin
    delete from {schema}.vector_work w where w.part = of_part and w.session_no = 0 and w.number = 0 and w.collection = of_collection and w.id = of_id;
    delete from {schema}.text_vectors v where v.part = of_part and v.session_no = 0 and v.number = 0 and v.collection = of_collection and v.id = of_id;
end
$mosaic$;

create function {schema}.count_texts(counted_part bigint, more_texts bigint, more_terms bigint) returns void
language sql
as $mosaic$
    insert into {schema}.text_totals (part, shard, texts, terms) values (counted_part, pg_backend_pid() % 32, more_texts, more_terms)
    on conflict (part, shard) do update set texts = text_totals.texts + excluded.texts, terms = text_totals.terms + excluded.terms
$mosaic$;

-- Appends turns to their sessions. Errors, their message an id: MS601, a session is another user's; MS602, a turn's id is taken.
-- Arrays: sessions with their users; turns in order, each with its session's place and its number among those that the unit appends
-- there; postings with their turn's place. A turn without a time is of now.
create function {schema}.append_turns(
    session_ids text[], user_ids text[],
    turn_sessions int[], turn_numbers int[], turn_ids text[], turn_speakers text[], turn_raws bytea[], turn_ats bigint[], turn_days int[], turn_words int[],
    posting_turns int[], posting_terms text[], posting_times int[]) returns void
language plpgsql
as $mosaic$
declare
    now_at constant bigint := {schema}.now_ticks();
    session_nos bigint[] := array_fill(0::bigint, array[cardinality(session_ids)]);
    user_nos bigint[] := array_fill(0::bigint, array[cardinality(session_ids)]);
    bases int[] := array_fill(0, array[cardinality(session_ids)]);
    versions bigint[] := array_fill(0::bigint, array[cardinality(session_ids)]);
    taken text;
    place int;
    entered record;
begin
    -- In one order, so that of two units that share sessions one waits for the other, and not each for each.
    for place in select p from generate_subscripts(session_ids, 1) p order by session_ids[p] collate "C" loop
        user_nos[place] := {schema}.memory_user(user_ids[place]);
        insert into {schema}.sessions as s (id, user_no, version, started, last, turns, words, archived)
        values (session_ids[place], user_nos[place], 1, 9223372036854775807, 0, 0, 0, false)
        on conflict (id) do update set version = s.version + 1, archived = false
        returning s.session_no, s.user_no, s.turns, s.version into entered;
        if entered.user_no <> user_nos[place] then
            raise exception '%', session_ids[place] using errcode = 'MS601';
        end if;

        session_nos[place] := entered.session_no;
        bases[place] := entered.turns;
        versions[place] := entered.version;
    end loop;

    select t.id into taken from unnest(turn_ids) as t (id) where exists (select from {schema}.turns there where there.id = t.id) limit 1;
    if taken is null then
        select t.id into taken from unnest(turn_ids) as t (id) group by t.id having count(*) > 1 limit 1;
    end if;

    if taken is not null then
        raise exception '%', taken using errcode = 'MS602';
    end if;

    insert into {schema}.turns (session_no, number, id, raw, at)
    select session_nos[t.s], bases[t.s] + t.n, t.id, t.raw, coalesce(t.at, now_at)
    from unnest(turn_sessions, turn_numbers, turn_ids, turn_raws, turn_ats) as t (s, n, id, raw, at);

    insert into {schema}.turn_blocks as b (session_no, block, speakers, days, ats)
    select session_nos[t.s], (bases[t.s] + t.n - 1) / 64, array_agg(t.speaker order by t.n),
        array_agg(coalesce(t.day, (coalesce(t.at, now_at) / 864000000000)::int) order by t.n), array_agg(coalesce(t.at, now_at) order by t.n)
    from unnest(turn_sessions, turn_numbers, turn_speakers, turn_ats, turn_days) as t (s, n, speaker, at, day)
    group by 1, 2
    on conflict (session_no, block) do update
    set speakers = b.speakers || excluded.speakers, days = b.days || excluded.days, ats = b.ats || excluded.ats;

    insert into {schema}.turn_postings as p (user_no, term, session_no, turns)
    select user_nos[turn_sessions[t.turn]], t.term, session_nos[turn_sessions[t.turn]],
        array_agg(((bases[turn_sessions[t.turn]] + turn_numbers[t.turn])::bigint << 36) | (least(t.times, 65535)::bigint << 20)
            | least(turn_words[t.turn], 1048575)::bigint order by t.turn)
    from unnest(posting_turns, posting_terms, posting_times) as t (turn, term, times)
    group by turn_sessions[t.turn], t.term
    on conflict (user_no, term, session_no) do update set turns = p.turns || excluded.turns;

    if {schema}.vectors_wanted() then
        insert into {schema}.vector_work (part, session_no, number, collection, id, due)
        select user_nos[t.s], session_nos[t.s], bases[t.s] + t.n, '', '', {schema}.now_utc() from unnest(turn_sessions, turn_numbers) as t (s, n);
    end if;

    with appended as (
        select t.s, min(coalesce(t.at, now_at)) as started, max(coalesce(t.at, now_at)) as last, count(*) as turns, sum(t.words) as words
        from unnest(turn_sessions, turn_ats, turn_words) as t (s, at, words) group by t.s
    )
    update {schema}.sessions s
    set started = least(s.started, a.started), last = greatest(s.last, a.last), turns = s.turns + a.turns, words = s.words + a.words
    from appended a where s.session_no = session_nos[a.s];

    insert into {schema}.changes (kind, collection, ids, versions, deleted)
    select 'turn', session_ids[t.s], array_agg(t.id order by t.n), array_agg((bases[t.s] + t.n)::bigint order by t.n), false
    from unnest(turn_sessions, turn_numbers, turn_ids) as t (s, n, id) group by t.s;

    insert into {schema}.changes (kind, collection, ids, versions, deleted)
    select 'session', t.user_id, array_agg(t.id), array_agg(t.version), false
    from unnest(session_ids, user_ids, versions) as t (id, user_id, version) group by t.user_id;

    perform {schema}.tell('changes', '');
end
$mosaic$;

-- Marks a session as archived; false: it is absent, or not of the user, where one is given.
create function {schema}.archive_session(session_id text, only_user text) returns boolean
language plpgsql
as $mosaic$
declare
    found_session record;
begin
    select s.session_no, s.archived, u.user_id into found_session
    from {schema}.sessions s join {schema}.memory_users u using (user_no)
    where s.id = session_id and (only_user is null or u.user_id = only_user) for no key update of s;
    if not found then
        return false;
    end if;

    if not found_session.archived then
        with archived as (
            update {schema}.sessions s set archived = true, version = s.version + 1 where s.session_no = found_session.session_no returning s.version
        )
        insert into {schema}.changes (kind, collection, ids, versions, deleted)
        select 'session', found_session.user_id, array[session_id], array[a.version], false from archived a;
        perform {schema}.tell('changes', '');
    end if;

    return true;
end
$mosaic$;

create function {schema}.set_preference(wanted_user text, preference_key text, preference_raw bytea) returns void
language plpgsql
as $mosaic$
begin
    with put as (
        insert into {schema}.preferences as p (user_no, key, raw, version, modified_at)
        values ({schema}.memory_user(wanted_user), preference_key, preference_raw, 1, {schema}.now_utc())
        on conflict (user_no, key) do update set raw = excluded.raw, version = p.version + 1, modified_at = excluded.modified_at
        returning p.version
    )
    insert into {schema}.changes (kind, collection, ids, versions, deleted)
    select 'preference', wanted_user, array[preference_key], array[put.version], false from put;
    perform {schema}.tell('changes', '');
end
$mosaic$;

create function {schema}.delete_preference(wanted_user text, preference_key text) returns boolean
language plpgsql
as $mosaic$
begin
    with gone as (
        delete from {schema}.preferences p using {schema}.memory_users u
        where u.user_id = wanted_user and p.user_no = u.user_no and p.key = preference_key
        returning p.version
    )
    insert into {schema}.changes (kind, collection, ids, versions, deleted)
    select 'preference', wanted_user, array[preference_key], array[gone.version], true from gone;
    if not found then
        return false;
    end if;

    perform {schema}.tell('changes', '');
    return true;
end
$mosaic$;

-- Takes insights out of what is searched.
create function {schema}.unindex_insights(insight_ids text[]) returns void
language plpgsql
as $mosaic$
declare
    one record;
begin
    perform {schema}.drop_vector(i.user_no, '', i.id) from {schema}.insights i where i.id = any (insight_ids);
    for one in
        with gone as (
            delete from {schema}.text_postings p
            using {schema}.insights i, unnest(i.terms) as t (term)
            where i.id = any (insight_ids) and i.superseded_by is null
              and p.part = i.user_no and p.term = t.term and p.collection = '' and p.id = i.id
            returning p.part, p.id, p.times
        )
        select g.part, count(distinct g.id) as texts, sum(g.times)::bigint as terms from gone g group by g.part
    loop
        perform {schema}.count_texts(one.part, -one.texts, -one.terms);
    end loop;
end
$mosaic$;

-- Deletes insights that are there; the caller has locked them.
create function {schema}.delete_insights(insight_ids text[]) returns bigint
language plpgsql
as $mosaic$
declare
    deleted_count bigint;
begin
    perform {schema}.unindex_insights(insight_ids);
    with gone as (
        delete from {schema}.insights i where i.id = any (insight_ids) returning i.id, i.user_no, i.version
    ), recorded as (
        insert into {schema}.changes (kind, collection, ids, versions, deleted)
        select 'insight', u.user_id, array_agg(g.id), array_agg(g.version), true
        from gone g join {schema}.memory_users u using (user_no) group by u.user_id
    )
    select count(*) into deleted_count from gone;
    if deleted_count > 0 then
        perform {schema}.tell('changes', '');
    end if;

    return deleted_count;
end
$mosaic$;

-- Deletes one insight; false: it is absent, or not of the user, where one is given.
create function {schema}.delete_insight(insight_id text, only_user text) returns boolean
language plpgsql
as $mosaic$
begin
    perform from {schema}.insights i join {schema}.memory_users u using (user_no)
    where i.id = insight_id and (only_user is null or u.user_id = only_user) for update of i;
    return found and {schema}.delete_insights(array[insight_id]) > 0;
end
$mosaic$;

-- Deletes some insights that have expired.
create function {schema}.expire_insights(insights_max int) returns bigint
language sql
as $mosaic$
    select {schema}.delete_insights(array(
        select i.id from {schema}.insights i where i.expires <= {schema}.now_ticks() order by i.expires limit insights_max for update skip locked))
$mosaic$;

-- Stores insights, in their order. Errors, their message an id: MS611, the id is taken; MS612, what is superseded is absent or another
-- user's; MS613, it is superseded already, the other id behind a line end. Returns the time of those that have none.
create function {schema}.store_insights(
    insight_ids text[], user_ids text[], raws bytea[], ats bigint[], relevances double precision[], decayeds bigint[], expireses bigint[],
    insight_sessions text[], categories smallint[], sources smallint[], words_of int[], supersedes text[], embeddings bytea[],
    turn_insights int[], insight_turns text[],
    posting_insights int[], posting_terms text[], posting_times int[]) returns bigint
language plpgsql
as $mosaic$
declare
    now_at constant bigint := {schema}.now_ticks();
    users text[] := array(select distinct u.id from unnest(user_ids) as u (id) order by u.id);
    user_nos bigint[];
    taken text;
    place int;
    old record;
begin
    user_nos := array(select {schema}.memory_user(u.id) from unnest(users) with ordinality as u (id, place) order by u.place);
    perform {schema}.delete_insights(array(
        select i.id from {schema}.insights i where i.id = any (insight_ids) and i.expires <= now_at order by i.id for update));
    select i.id into taken from {schema}.insights i where i.id = any (insight_ids) limit 1;
    if taken is null then
        select t.id into taken from unnest(insight_ids) as t (id) group by t.id having count(*) > 1 limit 1;
    end if;

    if taken is not null then
        raise exception '%', taken using errcode = 'MS611';
    end if;

    insert into {schema}.insights (
        id, user_no, version, raw, at, relevance, decayed, expires, session_id, category, source, words, terms, provenance, embedding)
    select i.id, user_nos[array_position(users, i.user_id)], 1, i.raw, coalesce(i.at, now_at), i.relevance, i.decayed, i.expires, i.session_id,
        i.category, i.source, i.words, coalesce(t.terms, '{}'), f.turns, i.embedding
    from unnest(insight_ids, user_ids, raws, ats, relevances, decayeds, expireses, insight_sessions, categories, sources, words_of, embeddings)
        with ordinality as i (id, user_id, raw, at, relevance, decayed, expires, session_id, category, source, words, embedding, place)
    left join (
        select p.insight, array_agg(p.term) as terms from unnest(posting_insights, posting_terms) as p (insight, term) group by p.insight
    ) t on t.insight = i.place
    left join (
        select p.insight, array_agg(p.turn) as turns from unnest(turn_insights, insight_turns) as p (insight, turn) group by p.insight
    ) f on f.insight = i.place;

    insert into {schema}.text_postings (part, term, collection, id, times, words, at)
    select user_nos[array_position(users, user_ids[p.insight])], p.term, '', insight_ids[p.insight], p.times, words_of[p.insight], coalesce(ats[p.insight], now_at)
    from unnest(posting_insights, posting_terms, posting_times) as p (insight, term, times);

    perform {schema}.count_texts(user_nos[array_position(users, t.user_id)], t.texts, t.terms)
    from (
        select user_ids[p.insight] as user_id, count(distinct p.insight) as texts, sum(p.times) as terms
        from unnest(posting_insights, posting_times) as p (insight, times) group by 1 order by 1
    ) t;

    if {schema}.vectors_wanted() then
        insert into {schema}.vector_work (part, session_no, number, collection, id, due)
        select user_nos[array_position(users, i.user_id)], 0, 0, '', i.id, {schema}.now_utc() from unnest(insight_ids, user_ids) as i (id, user_id);
    end if;

    for place in select p from generate_subscripts(supersedes, 1) p where supersedes[p] is not null order by p loop
        select i.id, i.superseded_by, i.expires, i.version, u.user_id into old
        from {schema}.insights i join {schema}.memory_users u using (user_no) where i.id = supersedes[place] for no key update of i;
        if not found or old.user_id <> user_ids[place] or old.expires <= now_at or array_position(insight_ids, old.id) > place then
            raise exception '%', supersedes[place] using errcode = 'MS612';
        end if;

        if old.superseded_by is not null then
            raise exception '%', old.id || E'\n' || old.superseded_by using errcode = 'MS613';
        end if;

        perform {schema}.unindex_insights(array[old.id]);
        update {schema}.insights i set superseded_by = insight_ids[place], version = i.version + 1 where i.id = old.id;
        if array_position(insight_ids, old.id) is null then
            insert into {schema}.changes (kind, collection, ids, versions, deleted)
            values ('insight', old.user_id, array[old.id], array[old.version + 1], false);
        end if;
    end loop;

    insert into {schema}.changes (kind, collection, ids, versions, deleted)
    select 'insight', u.user_id, array_agg(i.id), array_agg(i.version), false
    from {schema}.insights i join {schema}.memory_users u using (user_no) where i.id = any (insight_ids) group by u.user_id;
    perform {schema}.tell('changes', '');
    return now_at;
end
$mosaic$;

-- Changes how much an insight matters; false: it is absent, or not of the user, where one is given.
create function {schema}.set_insight_relevance(insight_id text, only_user text, new_relevance double precision) returns boolean
language plpgsql
as $mosaic$
declare
    there record;
begin
    select i.relevance, u.user_id into there from {schema}.insights i join {schema}.memory_users u using (user_no)
    where i.id = insight_id and (only_user is null or u.user_id = only_user) and (i.expires is null or i.expires > {schema}.now_ticks())
    for no key update of i;
    if not found then
        return false;
    end if;

    if there.relevance <> new_relevance then
        with changed as (
            update {schema}.insights i set relevance = new_relevance, version = i.version + 1 where i.id = insight_id returning i.version
        )
        insert into {schema}.changes (kind, collection, ids, versions, deleted)
        select 'insight', there.user_id, array[insight_id], array[c.version], false from changed c;
        perform {schema}.tell('changes', '');
    end if;

    return true;
end
$mosaic$;

-- Lets a user's insights fade.
create function {schema}.decay_insights(wanted_user text, half_life bigint, lowest double precision) returns bigint
language plpgsql
as $mosaic$
declare
    now_at constant bigint := {schema}.now_ticks();
    faded bigint;
begin
    with changed as (
        update {schema}.insights i
        set relevance = greatest(lowest, i.relevance * power(0.5::double precision, (now_at - greatest(i.at, i.decayed))::double precision / half_life)),
            decayed = now_at, version = i.version + 1
        from {schema}.memory_users u
        where u.user_id = wanted_user and i.user_no = u.user_no and greatest(i.at, i.decayed) < now_at and i.superseded_by is null
          and i.relevance > lowest and (i.expires is null or i.expires > now_at)
        returning i.id, i.version
    ), recorded as (
        insert into {schema}.changes (kind, collection, ids, versions, deleted)
        select 'insight', wanted_user, array_agg(c.id), array_agg(c.version), false from changed c having count(*) > 0
    )
    select count(*) into faded from changed;
    if faded > 0 then
        perform {schema}.tell('changes', '');
    end if;

    return faded;
end
$mosaic$;

-- Deletes all of a user: preferences, insights, turns, vectors and models. Waits for those that write for the user, and they for it.
create function {schema}.forget_user(wanted_user text) returns table (preferences bigint, insights bigint, turns bigint, vectors bigint)
language plpgsql
as $mosaic$
declare
    gone_no bigint;
    turn_vectors bigint;
    embedded_ids text[];
begin
    preferences := 0;
    insights := 0;
    turns := 0;
    vectors := 0;
    select u.user_no into gone_no from {schema}.memory_users u where u.user_id = wanted_user for update;
    if not found then
        return next;
        return;
    end if;

    with gone as (delete from {schema}.preferences p where p.user_no = gone_no returning p.key, p.version), recorded as (
        insert into {schema}.changes (kind, collection, ids, versions, deleted)
        select 'preference', wanted_user, array_agg(g.key), array_agg(g.version), true from gone g having count(*) > 0
    )
    select count(*) into preferences from gone;

    delete from {schema}.vector_corpora c where c.part = gone_no;
    delete from {schema}.vector_work w where w.part = gone_no;
    with gone as (delete from {schema}.text_vectors v where v.part = gone_no returning v.session_no, v.number, v.id)
    select count(distinct (g.session_no, g.number)) filter (where g.session_no > 0), coalesce(array_agg(distinct g.id) filter (where g.session_no = 0), '{}')
    into turn_vectors, embedded_ids from gone g;
    delete from {schema}.vector_models m where m.part = gone_no;

    with gone as (
        delete from {schema}.insights i where i.user_no = gone_no returning i.id, i.version, i.embedding is not null or i.id = any (embedded_ids) as embedded
    ), recorded as (
        insert into {schema}.changes (kind, collection, ids, versions, deleted)
        select 'insight', wanted_user, array_agg(g.id), array_agg(g.version), true from gone g having count(*) > 0
    )
    select count(*), count(*) filter (where g.embedded) into insights, vectors from gone g;
    vectors := vectors + turn_vectors;

    with gone as (
        delete from {schema}.turns t using {schema}.sessions s where s.user_no = gone_no and t.session_no = s.session_no returning s.id as session_id, t.id, t.number
    ), recorded as (
        insert into {schema}.changes (kind, collection, ids, versions, deleted)
        select 'turn', g.session_id, array_agg(g.id), array_agg(g.number::bigint), true from gone g group by g.session_id
    )
    select count(*) into turns from gone;

    delete from {schema}.turn_blocks b using {schema}.sessions s where s.user_no = gone_no and b.session_no = s.session_no;
    with gone as (delete from {schema}.sessions s where s.user_no = gone_no returning s.id, s.version)
    insert into {schema}.changes (kind, collection, ids, versions, deleted)
    select 'session', wanted_user, array_agg(g.id), array_agg(g.version + 1), true from gone g having count(*) > 0;

    delete from {schema}.turn_postings p where p.user_no = gone_no;
    delete from {schema}.text_postings p where p.part = gone_no;
    delete from {schema}.text_totals t where t.part = gone_no;
    delete from {schema}.memory_users u where u.user_no = gone_no;
    if preferences + insights + turns > 0 then
        perform {schema}.tell('changes', '');
    end if;

    return next;
end
$mosaic$;

-- Keeps documents by the terms of their texts as they are now; those without postings are found no more.
create function {schema}.index_documents(
    collection_name text, document_ids text[], document_words int[], posting_documents int[], posting_terms text[], posting_times int[]) returns void
language plpgsql
as $mosaic$
declare
    one record;
begin
    for one in
        with old as (
            delete from {schema}.document_terms d where d.collection = collection_name and d.id = any (document_ids) returning d.id, d.terms
        ), gone as (
            delete from {schema}.text_postings p using old, unnest(old.terms) as t (term)
            where p.part = 0 and p.term = t.term and p.collection = collection_name and p.id = old.id
            returning p.id, p.times
        )
        select count(distinct g.id) as texts, coalesce(sum(g.times), 0)::bigint as terms from gone g
    loop
        perform {schema}.count_texts(0, -one.texts, -one.terms) where one.texts > 0;
    end loop;

    insert into {schema}.document_terms (collection, id, terms)
    select collection_name, document_ids[t.document], array_agg(t.term)
    from unnest(posting_documents, posting_terms) as t (document, term) group by t.document;

    insert into {schema}.text_postings (part, term, collection, id, times, words, at)
    select 0, t.term, collection_name, d.id, t.times, document_words[t.document],
        (extract(epoch from d.modified_at) * 10000000)::bigint + 621355968000000000
    from unnest(posting_documents, posting_terms, posting_times) as t (document, term, times)
    join {schema}.documents d on d.id = document_ids[t.document]
    join {schema}.collections c on c.id = d.collection and c.name = collection_name;

    perform {schema}.count_texts(0, count(distinct t.document), sum(t.times)::bigint)
    from unnest(posting_documents, posting_times) as t (document, times) having count(*) > 0;

    perform {schema}.drop_vector(0, collection_name, w.id) from unnest(document_ids) as w (id) where not exists (
        select from {schema}.documents d join {schema}.collections c on c.id = d.collection where c.name = collection_name and d.id = w.id);
    if {schema}.vectors_wanted() then
        insert into {schema}.vector_work (part, session_no, number, collection, id, due)
        select 0, 0, 0, collection_name, w.id, {schema}.now_utc() from unnest(document_ids) as w (id) where exists (
            select from {schema}.documents d join {schema}.collections c on c.id = d.collection where c.name = collection_name and d.id = w.id)
        on conflict (part, session_no, number, collection, id) do update set added = excluded.added, token = excluded.token, due = excluded.due, tries = 0;
    end if;
end
$mosaic$;

-- Somebody opened the store with an embedder: from now on texts are told of in vector_work. False: all that was there before still has to
-- be compared.
create function {schema}.want_vectors(model_name text, active_for interval) returns boolean
language plpgsql
as $mosaic$
declare
    seen record;
begin
    select * into seen from {schema}.vector_embedder e for update;
    if seen.active_until <= {schema}.now_utc() then
        update {schema}.vector_embedder e set active_until = {schema}.now_utc() + active_for, compared = false, model = model_name;
        seen.compared := false;
    else
        update {schema}.vector_embedder e set active_until = {schema}.now_utc() + active_for, model = model_name;
    end if;

    return seen.compared;
end
$mosaic$;

-- Adds to the work the texts of a part that have no vector by a model; documents all, since what they say may have changed.
create function {schema}.compare_vectors(of_part bigint, of_model bigint) returns void
language plpgsql
as $mosaic$
begin
    insert into {schema}.vector_work as w (part, session_no, number, collection, id, due)
    select of_part, t.session_no, t.number, '', '', {schema}.now_utc()
    from {schema}.sessions s join {schema}.turns t using (session_no)
    where s.user_no = of_part and not exists (
        select from {schema}.text_vectors v where v.part = of_part and v.session_no = t.session_no and v.number = t.number and v.model_no = of_model)
    union all
    select of_part, 0, 0, '', i.id, {schema}.now_utc()
    from {schema}.insights i
    where i.user_no = of_part and i.superseded_by is null and not exists (
        select from {schema}.text_vectors v
        where v.part = of_part and v.session_no = 0 and v.number = 0 and v.collection = '' and v.id = i.id and v.model_no = of_model)
    union all
    select 0, 0, 0, c.name, d.id, {schema}.now_utc()
    from {schema}.collections c join {schema}.documents d on d.collection = c.id
    where of_part = 0 and cardinality(c.texts) > 0
    on conflict (part, session_no, number, collection, id) do update set added = excluded.added, token = excluded.token, due = excluded.due, tries = 0;
end
$mosaic$;

-- Gives a part another model: all its texts get vectors by it, then it answers. False: the part is gone, or the run that trained is not its
-- own any more.
create function {schema}.begin_vectors(of_part bigint, of_model bigint, of_run bigint, trained_on bigint) returns boolean
language plpgsql
as $mosaic$
declare
    seen record;
begin
    if of_part > 0 then
        perform from {schema}.memory_users u where u.user_no = of_part for key share;
        if not found then
            return false;
        end if;
    end if;

    insert into {schema}.vector_corpora (part) values (of_part) on conflict (part) do nothing;
    select * into seen from {schema}.vector_corpora c where c.part = of_part for update;
    if of_run is not null and seen.run is distinct from of_run then
        return false;
    end if;

    if coalesce(seen.next_no, seen.model_no) is distinct from of_model then
        perform {schema}.compare_vectors(of_part, of_model);
        update {schema}.vector_corpora c
        set next_no = of_model, next_mark = nextval('{schema}.vector_tokens'), trained = trained_on, since = 0, words = 0, unknown = 0,
            run = null, run_until = null
        where c.part = of_part;
    end if;

    return true;
end
$mosaic$;

-- Once all that was there at its beginning has vectors by it, the next model answers. Texts that it refused wait for no one.
create function {schema}.finish_vectors(of_part bigint) returns boolean
language plpgsql
as $mosaic$
declare
    seen record;
begin
    select * into seen from {schema}.vector_corpora c where c.part = of_part for update;
    if not found or seen.next_no is null
        or exists (select from {schema}.vector_work w where w.part = of_part and w.tries = 0 and w.added <= seen.next_mark) then
        return false;
    end if;

    update {schema}.vector_corpora c set model_no = c.next_no, next_no = null, next_mark = null, cleared = false where c.part = of_part;
    return true;
end
$mosaic$;

-- Deletes some vectors of models that do not answer any more; 0: none is left, nor such a model.
create function {schema}.clear_vectors(of_part bigint, vectors_max int) returns bigint
language plpgsql
as $mosaic$
declare
    used bigint[];
    gone_count bigint;
begin
    select array_remove(array[c.model_no, c.next_no], null) into used from {schema}.vector_corpora c where c.part = of_part for no key update;
    if not found then
        return 0;
    end if;

    delete from {schema}.text_vectors v where v.ctid = any (array(
        select o.ctid from {schema}.text_vectors o where o.part = of_part and o.model_no <> all (used) limit vectors_max for update skip locked));
    get diagnostics gone_count = row_count;
    if gone_count = 0 then
        delete from {schema}.vector_models m where m.part = of_part and m.model_no <> all (used);
        update {schema}.vector_corpora c set cleared = true where c.part = of_part;
    end if;

    return gone_count;
end
$mosaic$;

-- Keeps what came of a text if it is still what was asked for: nothing, where it has no direction; what there is, where it is the same text.
create function {schema}.keep_vector(
    of_part bigint, of_session bigint, of_number int, of_collection text, of_id text, of_token bigint, of_model bigint,
    is_same boolean, of_hash bigint, of_quantized bytea, of_numbers real[]) returns boolean
language plpgsql
as $mosaic$
begin
    if of_part > 0 then
        perform from {schema}.memory_users u where u.user_no = of_part for key share;
    end if;

    perform from {schema}.vector_corpora c where c.part = of_part and coalesce(c.next_no, c.model_no) = of_model for share;
    if not found then
        return false;
    end if;

    delete from {schema}.vector_work w
    where w.part = of_part and w.session_no = of_session and w.number = of_number and w.collection = of_collection and w.id = of_id and w.token = of_token;
    if not found then
        return false;
    end if;

    if of_quantized is not null then
        insert into {schema}.text_vectors (part, session_no, number, collection, id, model_no, hash, quantized, numbers)
        values (of_part, of_session, of_number, of_collection, of_id, of_model, of_hash, of_quantized, of_numbers)
        on conflict (part, session_no, number, collection, id, model_no) do update
        set hash = excluded.hash, quantized = excluded.quantized, numbers = excluded.numbers;
    elsif not is_same then
        delete from {schema}.text_vectors v
        where v.part = of_part and v.session_no = of_session and v.number = of_number and v.collection = of_collection and v.id = of_id and v.model_no = of_model;
    end if;

    return true;
end
$mosaic$;

-- The embedder refused a text: it is tried again after a pause, or, without one, not any more.
create function {schema}.refuse_vector(
    of_part bigint, of_session bigint, of_number int, of_collection text, of_id text, of_token bigint, of_model bigint, pause interval) returns void
language plpgsql
as $mosaic$
begin
    if pause is null then
        perform {schema}.keep_vector(of_part, of_session, of_number, of_collection, of_id, of_token, of_model, false, null, null, null);
        return;
    end if;

    update {schema}.vector_work w set tries = w.tries + 1, due = {schema}.now_utc() + pause
    where w.part = of_part and w.session_no = of_session and w.number = of_number and w.collection = of_collection and w.id = of_id and w.token = of_token;
    if found then
        delete from {schema}.text_vectors v
        where v.part = of_part and v.session_no = of_session and v.number = of_number and v.collection = of_collection and v.id = of_id and v.model_no = of_model;
    end if;
end
$mosaic$;

-- A text of a part without a model: it is counted, so that the part gets one in time.
create function {schema}.count_vector_work(
    of_part bigint, of_session bigint, of_number int, of_collection text, of_id text, of_token bigint, is_gone boolean) returns void
language plpgsql
as $mosaic$
begin
    if of_part > 0 then
        perform from {schema}.memory_users u where u.user_no = of_part for key share;
        if not found then
            return;
        end if;
    end if;

    insert into {schema}.vector_corpora (part) values (of_part) on conflict (part) do nothing;
    perform from {schema}.vector_corpora c where c.part = of_part for no key update;
    delete from {schema}.vector_work w
    where w.part = of_part and w.session_no = of_session and w.number = of_number and w.collection = of_collection and w.id = of_id and w.token = of_token;
    if found and not is_gone then
        update {schema}.vector_corpora c set since = c.since + 1 where c.part = of_part;
    end if;
end
$mosaic$;

-- Keeps a model that a run trained, and gives it to the part. False: the run is not the part's own any more.
create function {schema}.save_model(of_part bigint, of_run bigint, of_name text, of_dimensions int, of_content bytea, trained_on bigint) returns boolean
language plpgsql
as $mosaic$
declare
    saved bigint;
begin
    if of_part > 0 then
        perform from {schema}.memory_users u where u.user_no = of_part for key share;
    end if;

    perform from {schema}.vector_corpora c where c.part = of_part and c.run = of_run for update;
    if not found then
        return false;
    end if;

    insert into {schema}.vector_models as m (part, name, dimensions, content) values (of_part, of_name, of_dimensions, of_content)
    on conflict (part, name) do update set content = excluded.content
    returning m.model_no into saved;
    if not {schema}.begin_vectors(of_part, saved, of_run, trained_on) then
        return false;
    end if;

    update {schema}.vector_corpora c set trained = trained_on, since = 0, words = 0, unknown = 0, run = null, run_until = null where c.part = of_part;
    return true;
end
$mosaic$;
