select trimmed_to from {schema}.trim_units($1, $2, $3)
