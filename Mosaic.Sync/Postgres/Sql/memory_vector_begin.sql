select {schema}.begin_vectors($1, $2, null, 0)
