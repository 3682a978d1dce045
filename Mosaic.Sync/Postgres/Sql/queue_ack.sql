select {schema}.queue_ack($1, $2, $3, $4)
