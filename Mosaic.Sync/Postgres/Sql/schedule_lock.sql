select row from {schema}.schedules where id = $1 for update
