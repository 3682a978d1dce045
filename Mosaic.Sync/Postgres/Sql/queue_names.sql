select name from {schema}.queues
