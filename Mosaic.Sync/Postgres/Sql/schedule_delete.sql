with gone as (
    delete from {schema}.schedules where id = $1 returning id, queue
), change as (
    insert into {schema}.changes (kind, collection, ids, versions, deleted) select 'schedule', queue, array[id], array[0::bigint], true from gone returning 1
)
select {schema}.tell('changes', '') from change
