select answer.a, {schema}.keep_result($1, int8send(answer.a)) from (select {schema}.decay_insights($2, $3, $4) as a offset 0) answer
