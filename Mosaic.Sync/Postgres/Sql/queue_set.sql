with told as (
    insert into {schema}.changes (kind, collection, ids, versions, deleted) values ('queue', $1, array[''], array[0::bigint], false) returning 1
)
select {schema}.tell('changes', ''), {schema}.tell('queue/' || $1, 'all') from told
