-- Takes a turn: a serializable unit whose snapshot is older than another's turn with the key fails with 40001, and is run again.
with turn as (
    insert into {schema}.job_turns as t (queue, bucket, turns) values ($1, (hashtextextended($3, $2) & 63)::int, 1)
    on conflict (queue, bucket) do update set turns = t.turns + 1
)
select
    (select count(*) from {schema}.jobs where queue = $1 and key_kind = $2 and key = $3 and holds_slot)::int,
    (select count(*) from {schema}.jobs where queue = $1 and key_kind = $2 and key = $3 and place = 4)::bigint
