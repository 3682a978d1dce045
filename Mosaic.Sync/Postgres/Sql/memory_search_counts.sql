with u as (
    select user_no from {schema}.memory_users where user_id = $1 union all select user_no from {schema}.memory_users where $1 is null
    union all select 0 where $4
)
select w.term,
    (select count(*) from u join {schema}.text_postings p on p.part = u.user_no and p.term = w.term)
    + (select coalesce(sum(cardinality(p.turns)), 0) from u join {schema}.turn_postings p on p.user_no = u.user_no and p.term = w.term where $3)
from unnest($2::text[]) w (term)
