select answer.a, {schema}.keep_result($1, int8send(answer.a)) from (select {schema}.expire_insights($2) as a offset 0) answer
