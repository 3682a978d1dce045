select {schema}.queue_id($1)
