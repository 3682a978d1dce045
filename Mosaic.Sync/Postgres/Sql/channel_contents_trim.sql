with ended as (
    delete from {schema}.channel_pollers where until < {schema}.now_utc()
)
delete from {schema}.channel_contents where at < {schema}.now_utc() - interval '10 minutes'
