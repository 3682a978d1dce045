delete from {schema}.channel_contents where at < {schema}.now_utc() - interval '10 minutes'
