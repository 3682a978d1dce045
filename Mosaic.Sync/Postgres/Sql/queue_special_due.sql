select number, queue from {schema}.queue_special_due($1, $2)
