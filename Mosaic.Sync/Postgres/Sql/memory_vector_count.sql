select {schema}.count_vector_work($1, $2, $3, $4, $5, $6, $7)
