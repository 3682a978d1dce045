select answer.a, {schema}.keep_result($1, int8send(answer.a)) from (select {schema}.set_insight_relevance($2, $3, $4)::int::bigint as a offset 0) answer
