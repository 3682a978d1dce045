select {schema}.set_preference($1, $2, $3)
