with called as materialized (
    select {schema}.poll_channel($1, $2, $3) as number
)
select number, {schema}.keep_result($4, convert_to(number::text, 'UTF8')) from called
