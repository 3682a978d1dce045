with written as (
    insert into {schema}.documents as d (collection, id, version, modified_at, raw, doc)
    select $1, s.id, 1, {schema}.now_utc(), s.raw, coalesce(s.doc, convert_from(s.raw, 'UTF8'))::jsonb
    from {source} s
    order by s.id collate "C"
    on conflict (collection, id) do update
    set version = case when d.expires_at <= {schema}.now_utc() then 1 else d.version + 1 end,
        modified_at = excluded.modified_at, expires_at = null, raw = excluded.raw, doc = excluded.doc
    where {replaces} or d.expires_at <= {schema}.now_utc()
    returning id, version
), noted as (
    insert into {schema}.changes (kind, collection, ids, versions, deleted)
    select 'document', $2, array_agg(w.id), array_agg(w.version), false
    from (select id, version, row_number() over () / 1000 as part from written) w
    group by w.part
)
select count(*) from written
