select name from {schema}.collections order by name
