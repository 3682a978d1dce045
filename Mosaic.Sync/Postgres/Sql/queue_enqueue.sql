with made as materialized (
    select * from {schema}.queue_enqueue($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)
select queue_number, numbers, {schema}.keep_result($13, int4send(queue_number) || (select string_agg(int8send(n), '' order by ord) from unnest(numbers) with ordinality as u (n, ord)))
from made
