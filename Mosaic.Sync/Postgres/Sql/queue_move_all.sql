select {schema}.queue_move_all($1, $2, $3, $4, $5, $6, $7)
