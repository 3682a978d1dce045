select name, options from {schema}.queues where $1::text is null or name = $1
