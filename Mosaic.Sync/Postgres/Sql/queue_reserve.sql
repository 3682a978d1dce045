select q.id, nextval('{schema}.job_numbers') from {schema}.queues q where q.name = $1
