select {schema}.save_model($1, $2, $3, $4, $5, $6)
