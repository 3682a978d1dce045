select {schema}.trim_units($1, $2)
