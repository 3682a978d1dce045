select {schema}.trim_changes($1, $2, $3)
