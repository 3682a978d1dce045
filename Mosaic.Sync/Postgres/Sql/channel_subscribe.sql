with called as materialized (
    select {schema}.subscribe($1, $2, $3, $4, $5, $6) as answer
)
select answer, {schema}.keep_result($7, convert_to(answer, 'UTF8')) from called
