select {schema}.tell($1, $2)
