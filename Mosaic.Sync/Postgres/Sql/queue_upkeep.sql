select {schema}.queue_upkeep($1, $2)
