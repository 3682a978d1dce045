with kept as (
    update {schema}.channel_subscriptions set handled = $4 where channel = $1 and name = $2 and lease = $3 and handled < $4 returning 1
), told as (
    insert into {schema}.changes (kind, collection, ids, versions, deleted)
    select 'subscription', $1, array[$2], array[0::bigint], false from kept
    returning 1
)
select {schema}.tell('changes', '') from told
