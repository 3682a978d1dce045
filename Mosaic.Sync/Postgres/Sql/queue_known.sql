select id from {schema}.queues where name = $1
