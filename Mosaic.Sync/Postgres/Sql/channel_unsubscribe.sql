select {schema}.unsubscribe($1, $2)
