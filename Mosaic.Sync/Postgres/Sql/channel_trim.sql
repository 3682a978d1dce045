select gone, unhandled from {schema}.trim_channel($1, $2, $3, $4)
