select answer.a, {schema}.keep_result($1, int8send(answer.a)) from (select {schema}.archive_session($2, $3)::int::bigint as a offset 0) answer
