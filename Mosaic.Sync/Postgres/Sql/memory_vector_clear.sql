select {schema}.clear_vectors($1, $2)
