select {schema}.finish_vectors($1)
