select {schema}.want_vectors($1, $2)
