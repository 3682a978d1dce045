select {schema}.publish($1, $2)
