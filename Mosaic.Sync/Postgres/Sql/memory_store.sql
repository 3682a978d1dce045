select answer.a, {schema}.keep_result($1, int8send(answer.a)) from (
    select {schema}.store_insights($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) as a offset 0) answer
