select {schema}.begin_unit($1, $2, $3, $4)
