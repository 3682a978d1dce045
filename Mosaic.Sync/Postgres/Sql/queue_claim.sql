select * from {schema}.queue_claim($1, $2, $3, $4, $5, $6, $7)
