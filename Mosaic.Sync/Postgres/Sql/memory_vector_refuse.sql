select {schema}.refuse_vector($1, $2, $3, $4, $5, $6, $7, $8)
