select
    (select count(*) from {schema}.jobs where queue = $1 and key_kind = $2 and key = $3 and holds_slot)::int,
    (select count(*) from {schema}.jobs where queue = $1 and key_kind = $2 and key = $3 and place = 4)::bigint
