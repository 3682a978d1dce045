select t.part = 0, sum(t.texts)::bigint, sum(t.terms)::bigint
from (
    select user_no from {schema}.memory_users where $2 and user_id = $1
    union all select user_no from {schema}.memory_users where $2 and $1 is null
    union all select 0 where $3
) u join {schema}.text_totals t on t.part = u.user_no
group by 1
