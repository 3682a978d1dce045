select not exists (
    select
    from unnest($1::text[], $2::text[], $3::bigint[]) as r (collection, id, stamp)
    left join lateral (
        select d.xmin::text::bigint as stamp
        from {schema}.documents d
        where d.collection = (select c.id from {schema}.collections c where c.name = r.collection collate "C") and d.id = r.id collate "C"
          and (d.expires_at is null or d.expires_at > {schema}.now_utc())
    ) d on true
    where coalesce(d.stamp, 0) <> r.stamp
)
