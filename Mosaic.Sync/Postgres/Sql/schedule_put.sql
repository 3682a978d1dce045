with put as (
    insert into {schema}.schedules (id, queue, due, row) values ($1, $2, $3, $4)
    on conflict (id) do update set queue = excluded.queue, due = excluded.due, row = excluded.row
    returning id, queue
), change as (
    insert into {schema}.changes (kind, collection, ids, versions, deleted) select 'schedule', queue, array[id], array[0::bigint], false from put returning 1
)
select {schema}.tell('changes', ''), {schema}.tell('queue/' || $2, 'all') from change
