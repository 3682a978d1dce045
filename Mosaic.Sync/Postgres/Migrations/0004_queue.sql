-- compatible: no

create table {schema}.queues (
    id int generated always as identity primary key,
    name text not null unique,
    options bytea,
    paused boolean not null default false,
    max_attempts int,
    concurrency int,
    rate_max int,
    rate_per interval,
    key_concurrency int not null default 1,
    key_rate_max int,
    key_rate_per interval
);

create sequence {schema}.job_numbers cache 1;

-- A job is one row for its life. place: 0 ready or leased (a secret says which), 1 delayed, 2 done, 3 dead, 4 blocked, 5 parent,
-- 6 cancelled. Each row is in the primary key and in one partial index, that of its place.
create table {schema}.jobs (
    number bigint primary key,
    queue int not null,
    priority int not null,
    place smallint not null,
    version int not null default 1,
    attempts int not null default 0,
    attempts_max int not null,
    redrives int not null default 0,
    -- No key, no deduplication, no parent: its end concerns no other row.
    plain boolean not null,
    holds_slot boolean not null default false,
    is_parent boolean not null default false,
    has_attempts boolean not null default false,
    has_notes boolean not null default false,
    key_kind smallint not null default 0,
    on_failure smallint not null default 0,
    ordinal int not null default 0,
    created_at timestamptz not null,
    run_at timestamptz not null,
    ended_at timestamptz,
    leased_at timestamptz,
    lease_until timestamptz,
    lease_for interval,
    lease_secret bigint,
    instance bigint,
    parent bigint,
    parent_id text,
    type text not null,
    chosen_id text,
    key text,
    deduplication_key text,
    data bytea,
    result bytea,
    error bytea,
    retry bytea
) with (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05
);

create index jobs_ready on {schema}.jobs (queue, priority desc, number) where place = 0 and lease_secret is null;
create index jobs_leased on {schema}.jobs (lease_until) where lease_secret is not null;
create index jobs_delayed on {schema}.jobs (run_at) where place = 1;
create index jobs_aside on {schema}.jobs (queue, place, number) where place > 0;
create index jobs_blocked on {schema}.jobs (queue, key_kind, key, number) where place = 4;
create index jobs_held on {schema}.jobs (queue, key_kind, key) where holds_slot;
create unique index jobs_chosen on {schema}.jobs (chosen_id) where chosen_id is not null;

-- Who decides by the jobs of a key, or by the children of a parent, writes here, under the queue's lock. The lock alone would do but for serializable
-- units, which see the jobs as they were before they waited for it.
create table {schema}.job_turns (
    queue int not null,
    bucket int not null,
    turns bigint not null,
    primary key (queue, bucket)
) with (fillfactor = 20);

create table {schema}.job_deduplication (
    queue int not null,
    key text not null,
    job bigint not null,
    id text not null,
    until timestamptz,
    primary key (queue, key)
);

create index job_deduplication_until on {schema}.job_deduplication (until) where until is not null;

create table {schema}.job_attempts (
    job bigint not null,
    version int not null,
    attempt int not null,
    started_at timestamptz,
    ended_at timestamptz not null,
    error bytea,
    stack bytea,
    primary key (job, version)
);

create table {schema}.job_notes (
    job bigint primary key,
    progress bytea,
    next_line int not null default 1
);

create table {schema}.job_lines (
    job bigint not null,
    line int not null,
    at timestamptz not null,
    attempt int not null,
    text bytea not null,
    primary key (job, line)
);

create table {schema}.job_children (
    parent bigint not null,
    ordinal int not null,
    id text not null,
    state smallint not null default 0,
    counts boolean not null default false,
    outcome bytea,
    primary key (parent, ordinal)
);

-- The starts of the last window of rates: of a queue where key_kind is 0, else of a key.
create table {schema}.job_starts (
    queue int not null,
    key_kind smallint not null,
    key text not null,
    at timestamptz not null
);

create index job_starts_at on {schema}.job_starts (queue, key_kind, key, at);

create table {schema}.schedules (
    id text collate "C" primary key,
    queue text not null,
    due timestamptz,
    row bytea not null
);

create index schedules_due on {schema}.schedules (due) where due is not null;

-- As the change record's version has it.
create function {schema}.job_version(version int, kind int, attempt int) returns bigint
language sql immutable parallel safe
as 'select version::bigint | (kind::bigint << 32) | (least(attempt, 8388607)::bigint << 40)';

-- The ids that the store makes, 32 digits: number, queue and four bytes of its identity (salt).
create function {schema}.job_id(number bigint, queue int, salt text) returns text
language sql immutable parallel safe
as $mosaic$ select lpad(to_hex(number), 16, '0') || lpad(to_hex(queue), 8, '0') || salt $mosaic$;

-- The queue's id, which it gets with its first job or settings.
create function {schema}.queue_id(queue_name text) returns int
language plpgsql
as $mosaic$
declare
    found_id int;
begin
    select id into found_id from {schema}.queues where name = queue_name;
    if found_id is null then
        insert into {schema}.queues (name) values (queue_name) on conflict (name) do nothing returning id into found_id;
        if found_id is null then
            select id into found_id from {schema}.queues where name = queue_name;
        else
            insert into {schema}.changes (kind, collection, ids, versions, deleted) values ('queue', queue_name, array[''], array[0::bigint], false);
        end if;
    end if;

    return found_id;
end
$mosaic$;

-- The queues that jobs are in, and their parents, the parents of these, and so on: who ends a job may have to do with all of them. A job's
-- parent stays the same for its life, so no lock is needed to see them.
create function {schema}.queue_line(numbers bigint[]) returns int[]
language sql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $mosaic$
    with recursive line as (
        select j.queue, j.parent from {schema}.jobs j where j.number = any (numbers)
        union
        select p.queue, p.parent from line l join {schema}.jobs p on p.number = l.parent
    )
    select coalesce(array_agg(distinct queue), '{}') from line
$mosaic$;

-- What a queue's unit did: told to the change record in one row, and to who waits for jobs.
create function {schema}.job_changed(queue_name text, changed_ids text[], changed_versions bigint[], gone boolean, ready int) returns void
language plpgsql
as $mosaic$
begin
    insert into {schema}.changes (kind, collection, ids, versions, deleted) values ('job', queue_name, changed_ids, changed_versions, gone);
    perform {schema}.tell('changes', '');
    if ready > 0 then
        perform {schema}.tell('queue/' || queue_name, ready::text);
    end if;
end
$mosaic$;

-- Enqueues jobs of one queue that concern no other row, in order; answers their numbers. What is null is as the queue says.
create function {schema}.queue_enqueue(
    queue_name text, salt text, types text[], datas bytea[], priorities int[], delays bigint[], run_ats timestamptz[], maxima int[],
    chosen text[], lifo boolean[], retries bytea[], reserved bigint[], out queue_number int, out numbers bigint[])
language plpgsql
as $mosaic$
declare
    time_now timestamptz := {schema}.now_utc();
    attempts_default int;
    made_ids text[];
    ready int;
begin
    queue_number := {schema}.queue_id(queue_name);
    select coalesce(q.max_attempts, 5) into attempts_default from {schema}.queues q where q.id = queue_number;
    with given as (
        select t.type, t.ord,
            greatest(time_now, least(coalesce(time_now + delays[ord] * interval '1 microsecond', run_ats[ord], time_now),
                '9999-12-31 23:59:59.999999+00')) as due
        from unnest(types) with ordinality as t (type, ord)
    ), made as (
        insert into {schema}.jobs as j (number, queue, priority, place, attempts_max, plain, created_at, run_at, type, chosen_id, data, retry)
        select coalesce(reserved[ord], nextval('{schema}.job_numbers') * case when lifo[ord] then -1 else 1 end),
            queue_number, priorities[ord], case when due > time_now then 1 else 0 end, coalesce(maxima[ord], attempts_default), true,
            time_now, due, type, chosen[ord], datas[ord], retries[ord]
        from given
        returning j.number, j.chosen_id, j.place
    )
    select array_agg(m.number), array_agg(coalesce(m.chosen_id, {schema}.job_id(m.number, queue_number, salt))), count(*) filter (where m.place = 0)
    into numbers, made_ids, ready
    from made m;
    perform {schema}.job_changed(queue_name, made_ids, array_fill({schema}.job_version(1, 1, 0), array[cardinality(numbers)]), false, ready);
end
$mosaic$;

-- What is due: delayed jobs become ready, and attempts whose lease expired, or whose process ended, have failed; those that concern
-- no other row here and now, each in the hands of one caller. Answers whether others are due as well, or a schedule is.
create function {schema}.queue_upkeep(salt text, ended_too boolean) returns boolean
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_bitmapscan = off
as $mosaic$
declare
    time_now timestamptz := {schema}.now_utc();
    live bigint[];
    moved record;
    found_some boolean := true;
begin
    while found_some loop
        found_some := false;
        for moved in
            with due as (
                update {schema}.jobs j set place = 0, version = j.version + 1
                where j.number = any (array(
                    select number from {schema}.jobs
                    where place = 1 and run_at <= time_now and (key_kind = 0 or holds_slot)
                    order by run_at limit 1000 for update skip locked))
                returning j.number, j.queue, j.chosen_id, j.version, j.attempts
            )
            select q.name, count(*)::int as jobs, array_agg(coalesce(d.chosen_id, {schema}.job_id(d.number, d.queue, salt)) order by d.number) as ids,
                array_agg({schema}.job_version(d.version, 2, d.attempts) order by d.number) as versions
            from due d join {schema}.queues q on q.id = d.queue group by q.name
        loop
            found_some := true;
            perform {schema}.job_changed(moved.name, moved.ids, moved.versions, false, moved.jobs);
        end loop;
    end loop;

    if ended_too then
        live := array(select {schema}.live_instances());
    end if;

    found_some := true;
    while found_some loop
        found_some := false;
        for moved in
            with over as materialized (
                select number, case when lease_until <= time_now then 'The lease expired before the job was acknowledged.'
                    else 'The process that ran this job ended before it acknowledged.' end as why
                from {schema}.jobs
                where lease_secret is not null and (lease_until <= time_now or (ended_too and instance <> all (live)))
                    and (attempts < attempts_max or plain)
                limit 1000 for update skip locked
            ), failed as (
                update {schema}.jobs j set
                    place = case when j.attempts >= j.attempts_max then 3 else 0 end, version = j.version + 1, error = convert_to(o.why, 'UTF8'),
                    run_at = case when j.attempts >= j.attempts_max then j.run_at else time_now end,
                    ended_at = case when j.attempts >= j.attempts_max then time_now end,
                    has_attempts = true, lease_secret = null, lease_until = null, lease_for = null, instance = null
                from over o
                where j.number = o.number
                returning j.number, j.queue, j.chosen_id, j.version, j.attempts, j.place, j.leased_at, j.error
            ), written as (
                insert into {schema}.job_attempts (job, version, attempt, started_at, ended_at, error)
                select number, version, attempts, leased_at, time_now, error from failed
            )
            select q.name, count(*)::int as jobs, array_agg(f.number) as numbers,
                array_agg(coalesce(f.chosen_id, {schema}.job_id(f.number, f.queue, salt)) order by f.number) as ids,
                array_agg({schema}.job_version(f.version, case f.place when 3 then 7 else 5 end, f.attempts) order by f.number) as versions
            from failed f join {schema}.queues q on q.id = f.queue group by q.name
        loop
            found_some := true;
            perform {schema}.job_changed(moved.name, moved.ids, moved.versions, false, moved.jobs);
            perform {schema}.trim_attempts(moved.numbers, 20);
        end loop;
    end loop;

    return exists (select from {schema}.schedules where due <= time_now)
        or exists (select from {schema}.jobs where place = 1 and run_at <= time_now and key_kind = 2 and not holds_slot)
        or exists (
            select from {schema}.jobs
            where lease_secret is not null and (lease_until <= time_now or (ended_too and instance <> all (live))) and attempts >= attempts_max and not plain);
end
$mosaic$;

-- Due jobs that concern others: those whose time has come, as many as jobs_max, in its order; and those whose lease expired or whose process ended.
create function {schema}.queue_special_due(jobs_max int, leases_max int) returns table (number bigint, queue int)
language sql
set enable_seqscan = off set enable_bitmapscan = off
as $mosaic$
    (select j.number, j.queue from {schema}.jobs j
    where j.place = 1 and j.run_at <= {schema}.now_utc() and j.key_kind = 2 and not j.holds_slot
    order by j.run_at, j.priority desc, j.number limit jobs_max)
    union all
    (select j.number, j.queue from {schema}.jobs j
    where j.lease_secret is not null and j.attempts >= j.attempts_max and not j.plain
        and (j.lease_until <= {schema}.now_utc() or j.instance <> all (array(select {schema}.live_instances())))
    order by j.number limit leases_max)
$mosaic$;

-- How many jobs of keys hold slots, and how many wait for one. Takes turns with the keys, as queue_key.sql does with one.
create function {schema}.queue_keys(queues int[], kinds smallint[], keys text[])
returns table (queue int, key_kind smallint, key text, held int, waiting bigint)
language sql
set enable_seqscan = off set enable_bitmapscan = off
as $mosaic$
    with turn as (
        insert into {schema}.job_turns as t (queue, bucket, turns)
        select distinct g.queue, (hashtextextended(g.key, g.kind) & 63)::int, 1 from unnest(queues, kinds, keys) as g (queue, kind, key)
        order by 1, 2
        on conflict (queue, bucket) do update set turns = t.turns + 1
    )
    select g.queue, g.kind, g.key,
        (select count(*) from {schema}.jobs j where j.queue = g.queue and j.key_kind = g.kind and j.key = g.key and j.holds_slot)::int,
        (select count(*) from {schema}.jobs j where j.queue = g.queue and j.key_kind = g.kind and j.key = g.key and j.place = 4)
    from unnest(queues, kinds, keys) as g (queue, kind, key)
$mosaic$;

-- Jobs go where they run, or wait to; those that had ended begin anew.
create function {schema}.queue_move_all(
    numbers bigint[], places smallint[], versions int[], all_attempts int[], all_redrives int[], slots boolean[], run_ats timestamptz[]) returns void
language sql
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $mosaic$
    update {schema}.jobs j set
        place = g.place, version = g.version, attempts = g.attempts, redrives = g.redrives, holds_slot = g.slot, run_at = g.run_at, ended_at = null
    from unnest(numbers, places, versions, all_attempts, all_redrives, slots, run_ats) as g (number, place, version, attempts, redrives, slot, run_at)
    where j.number = g.number
$mosaic$;

-- Of each job the last failed attempts are kept, of those that the statement sees.
create function {schema}.trim_attempts(numbers bigint[], kept int) returns void
language sql
as $mosaic$
    delete from {schema}.job_attempts a
    where a.job = any (numbers)
      and (select count(*) from {schema}.job_attempts b where b.job = a.job and b.version > a.version) >= kept
$mosaic$;

-- Whether something is due.
create function {schema}.queue_due() returns boolean
language plpgsql stable
as $mosaic$
declare
    t timestamptz := {schema}.now_utc();
begin
    return exists (select from {schema}.jobs where lease_secret is not null and lease_until <= t)
        or exists (select from {schema}.jobs where place = 1 and run_at <= t)
        or exists (select from {schema}.schedules where due <= t);
end
$mosaic$;

-- Leases jobs, and counts their attempts. The last row has no number: when to look again, and whether something is due that this
-- does not do (then it has leased nothing, unless it was told to go on).
create function {schema}.queue_claim(
    queue_name text, salt text, jobs_max int, secret bigint, lasting interval, me bigint, go_on boolean)
returns table (
    number bigint, queue int, priority int, type text, chosen_id text, data bytea, attempts int, attempts_max int, created_at timestamptz,
    run_at timestamptz, error bytea, lease_until timestamptz, key_kind smallint, key text, parent_id text, time_now timestamptz, look_at timestamptz, is_due boolean)
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_bitmapscan = off
as $mosaic$
#variable_conflict use_column
declare
    t timestamptz := {schema}.now_utc();
    q {schema}.queues;
    room int;
    taken int := 0;
    rate_at timestamptz;
    starts int;
    free_at timestamptz;
    candidate record;
    chosen bigint[];
    late_ids text[];
    late_versions bigint[];
    other_ended boolean := false;
begin
    time_now := t;
    is_due := {schema}.queue_due() and {schema}.queue_upkeep(salt, false);
    if is_due and not go_on then
        return next;
        return;
    end if;

    loop
        select * into q from {schema}.queues where name = queue_name;
        room := case when q.id is null or q.paused then 0 else jobs_max end;
        if room > 0 and (q.concurrency is not null or q.rate_max is not null or q.key_rate_max is not null) then
            -- One claim at a time counts what the limits allow.
            select * into q from {schema}.queues where id = q.id for no key update;
            t := greatest(t, {schema}.now_utc());
            if q.concurrency is not null then
                select least(room, q.concurrency - count(*)) into room from {schema}.jobs j where j.lease_secret is not null and j.queue = q.id;
            end if;

            if q.rate_max is not null then
                delete from {schema}.job_starts s where s.queue = q.id and s.key_kind = 0 and s.key = '' and s.at <= t - q.rate_per;
                select count(*) into starts from {schema}.job_starts s where s.queue = q.id and s.key_kind = 0 and s.key = '';
                if starts >= q.rate_max and room > 0 then
                    select s.at + q.rate_per into rate_at from {schema}.job_starts s
                    where s.queue = q.id and s.key_kind = 0 and s.key = '' order by s.at desc offset q.rate_max - 1 limit 1;
                end if;

                room := least(room, q.rate_max - starts);
            end if;
        end if;

        if room > 0 and q.key_rate_max is not null then
            chosen := '{}';
            late_ids := '{}';
            late_versions := '{}';
            for candidate in
                select j.number, j.key_kind, j.key, j.version, j.chosen_id, j.attempts from {schema}.jobs j
                where j.queue = q.id and j.place = 0 and j.lease_secret is null
                order by j.priority desc, j.number for update skip locked
            loop
                if candidate.key_kind <> 0 then
                    delete from {schema}.job_starts s
                    where s.queue = q.id and s.key_kind = candidate.key_kind and s.key = candidate.key and s.at <= t - q.key_rate_per;
                    select s.at + q.key_rate_per into free_at from {schema}.job_starts s
                    where s.queue = q.id and s.key_kind = candidate.key_kind and s.key = candidate.key order by s.at desc offset q.key_rate_max - 1 limit 1;
                    if found then
                        update {schema}.jobs j set place = 1, run_at = free_at, version = j.version + 1 where j.number = candidate.number;
                        late_ids := late_ids || coalesce(candidate.chosen_id, {schema}.job_id(candidate.number, q.id, salt));
                        late_versions := late_versions || {schema}.job_version(candidate.version + 1, 10, candidate.attempts);
                        continue;
                    end if;

                    insert into {schema}.job_starts values (q.id, candidate.key_kind, candidate.key, t);
                end if;

                chosen := chosen || candidate.number;
                exit when cardinality(chosen) >= room;
            end loop;

            if late_ids <> '{}' then
                perform {schema}.job_changed(q.name, late_ids, late_versions, false, 0);
            end if;
        elsif room > 0 then
            chosen := array(
                select j.number from {schema}.jobs j
                where j.queue = q.id and j.place = 0 and j.lease_secret is null
                order by j.priority desc, j.number limit room for update skip locked);
        else
            chosen := '{}';
        end if;

        if chosen <> '{}' then
            return query
                update {schema}.jobs j
                set lease_secret = secret, leased_at = t, lease_until = t + lasting, lease_for = lasting, instance = me, attempts = j.attempts + 1
                where j.number = any (chosen)
                returning j.number, j.queue, j.priority, j.type, j.chosen_id, j.data, j.attempts, j.attempts_max, j.created_at, j.run_at,
                    j.error, j.lease_until, j.key_kind, j.key, j.parent_id, t, null::timestamptz, false;
            taken := cardinality(chosen);
            if q.rate_max is not null then
                insert into {schema}.job_starts select q.id, 0, '', t from generate_series(1, taken);
            end if;
        end if;

        exit when taken > 0 or other_ended or not exists (
            select from {schema}.jobs j where j.lease_secret is not null and j.instance <> coalesce(me, 0));

        -- Nothing is ready, and others hold leases: those of ended processes are free.
        other_ended := true;
        is_due := {schema}.queue_upkeep(salt, true);
    end loop;

    number := null;
    queue := null;
    if taken = 0 then
        look_at := least(
            rate_at,
            (select min(j.run_at) from {schema}.jobs j where j.place = 1),
            (select min(j.lease_until) from {schema}.jobs j where j.lease_secret is not null),
            (select min(s.due) from {schema}.schedules s));
    end if;

    return next;
end
$mosaic$;

-- Completes jobs that concern no other row, all or none. MQ001: a lease is lost; MQ002: one concerns others.
create function {schema}.queue_ack(salt text, numbers bigint[], secrets bigint[], answer bytea) returns void
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $mosaic$
declare
    t timestamptz := {schema}.now_utc();
    ended record;
    left_over int := cardinality(numbers);
    lost bigint;
begin
    for ended in
        with done as (
            update {schema}.jobs j set
                place = 2, version = j.version + 1, result = answer, error = null, ended_at = t,
                lease_secret = null, lease_until = null, lease_for = null, instance = null
            from unnest(numbers, secrets) as g (number, secret)
            where j.number = g.number and j.lease_secret = g.secret and j.lease_until > t and j.plain
            returning j.number, j.queue, j.chosen_id, j.version, j.attempts
        )
        select q.name, q.concurrency, count(*)::int as jobs, array_agg(coalesce(d.chosen_id, {schema}.job_id(d.number, d.queue, salt))) as ids,
            array_agg({schema}.job_version(d.version, 6, d.attempts)) as versions
        from done d join {schema}.queues q on q.id = d.queue group by q.name, q.concurrency
    loop
        left_over := left_over - ended.jobs;
        perform {schema}.job_changed(ended.name, ended.ids, ended.versions, false, case when ended.concurrency is null then 0 else ended.jobs end);
    end loop;

    if left_over > 0 then
        -- Those that were done here are not live any more.
        select g.number into lost
        from unnest(numbers, secrets) as g (number, secret)
        left join {schema}.jobs j on j.number = g.number
        where j.number is null or not (j.lease_secret is not distinct from g.secret and j.lease_until > t or (j.place = 2 and j.plain and j.ended_at = t and j.lease_secret is null))
        limit 1;
        if lost is null and exists (
            select from unnest(numbers, secrets) as g (number, secret) join {schema}.jobs j on j.number = g.number
            where j.lease_secret = g.secret and not j.plain) then
            raise exception 'A job concerns others.' using errcode = 'MQ002';
        end if;

        raise exception '%', coalesce(lost, numbers[1]) using errcode = 'MQ001';
    end if;
end
$mosaic$;

-- Raises, from within an expression.
create function {schema}.refuse(state text, what text) returns boolean
language plpgsql
as $mosaic$
begin
    raise exception '%', what using errcode = state;
end
$mosaic$;

-- A whole unit in one statement, for the case that nearly always holds: completes plain jobs of a queue without limits and leases the next
-- ones, while nothing is due. Anything else is refused (MQ003), and done by the functions above. One statement, because a worker that takes
-- jobs one by one waits for the commit and, as long again, for statements that begin and end.
create function {schema}.queue_turn(
    unit_key uuid, fence bigint, expected_epoch bigint, lock_wait text,
    queue_name text, salt text, numbers bigint[], secrets bigint[], jobs_max int, secret bigint, lasting interval, me bigint)
returns table (
    number bigint, queue int, priority int, type text, chosen_id text, data bytea, attempts int, attempts_max int, created_at timestamptz,
    run_at timestamptz, error bytea, lease_until timestamptz, key_kind smallint, key text, parent_id text)
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $mosaic$
#variable_conflict use_column
declare
    t timestamptz := {schema}.now_utc();
begin
    -- The time is that of the statement's start: it does not wait.
    if not pg_try_advisory_xact_lock_shared(fence) then
        perform {schema}.refuse('MQ003', 'The store is held.');
    end if;

    perform {schema}.begin_unit(unit_key, fence, expected_epoch, lock_wait);
    return query
        with state as materialized (
            select s.id
            from {schema}.queues s
            where s.name = queue_name
                and not s.paused and s.concurrency is null and s.rate_max is null and s.key_rate_max is null
                and not exists (select from {schema}.jobs j where j.lease_secret is not null and j.lease_until <= t)
                and not exists (select from {schema}.jobs j where j.place = 1 and j.run_at <= t)
                and not exists (select from {schema}.schedules d where d.due <= t)
        ), done as (
            update {schema}.jobs j set
                place = 2, version = j.version + 1, result = null, error = null, ended_at = t,
                lease_secret = null, lease_until = null, lease_for = null, instance = null
            from unnest(numbers, secrets) as g (number, secret)
            where j.number = g.number and j.lease_secret = g.secret and j.lease_until > t and j.plain and j.queue = (select id from state)
            returning j.number, j.queue, j.chosen_id, j.version, j.attempts
        ), noted as (
            insert into {schema}.changes (kind, collection, ids, versions, deleted)
            select 'job', queue_name, array_agg(coalesce(d.chosen_id, {schema}.job_id(d.number, d.queue, salt))),
                array_agg({schema}.job_version(d.version, 6, d.attempts)), false
            from done d
            having count(*) > 0
            returning cardinality(ids) as jobs
        ), taken as (
            update {schema}.jobs j
            set lease_secret = queue_turn.secret, leased_at = t, lease_until = t + lasting, lease_for = lasting, instance = me, attempts = j.attempts + 1
            where j.number = any (array(
                select r.number from {schema}.jobs r
                where r.queue = (select id from state) and r.place = 0 and r.lease_secret is null
                order by r.priority desc, r.number limit jobs_max for update skip locked))
            returning j.number, j.queue, j.priority, j.type, j.chosen_id, j.data, j.attempts, j.attempts_max, j.created_at, j.run_at,
                j.error, j.lease_until, j.key_kind, j.key, j.parent_id
        )
        select k.*
        from (
            select where exists (select from state) and coalesce((select n.jobs from noted n), 0) = cardinality(numbers) or {schema}.refuse('MQ003', 'The longer road.')
        ) as fine
        left join taken k on true;
    perform {schema}.tell('changes', '');
end
$mosaic$;
