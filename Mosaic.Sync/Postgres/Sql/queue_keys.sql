select queue, key_kind, key, held, waiting from {schema}.queue_keys($1, $2, $3)
