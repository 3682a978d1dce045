select {schema}.keep_result($1, $2)
