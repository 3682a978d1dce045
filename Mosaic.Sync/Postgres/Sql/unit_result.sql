select result from {schema}.units where key = $1
