select lease_until from {schema}.jobs where number = $1 and lease_secret = $2
