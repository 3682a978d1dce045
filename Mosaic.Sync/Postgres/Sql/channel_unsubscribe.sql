with called as materialized (
    select {schema}.unsubscribe($1, $2) as answer
)
select answer, {schema}.keep_result($3, convert_to(answer, 'UTF8')) from called
