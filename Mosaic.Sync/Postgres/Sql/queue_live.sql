select from {schema}.jobs where number = $1 and lease_secret = $2 and lease_until > {schema}.now_utc()
