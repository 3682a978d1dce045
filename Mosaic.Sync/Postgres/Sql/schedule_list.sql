select row from {schema}.schedules where $1::text is null or id = $1 order by id
