select count(*)
from (
    select 1
    from unnest($2::bytea[], $3::bytea[]) as r (low, high)
    join {schema}.document_entries e on e.index = $1 and e.key between r.low and r.high
    limit $4
) found
