select distinct key from {schema}.jobs where queue = $1 and key_kind = 2 and place = 4
