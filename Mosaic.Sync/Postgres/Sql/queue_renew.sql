update {schema}.jobs
set lease_until = {schema}.now_utc() + lease_for
where number = $1 and lease_secret = $2 and lease_until > {schema}.now_utc()
returning lease_until
