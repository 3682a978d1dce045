select options from {schema}.queues where name = $1
