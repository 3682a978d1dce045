select w.place::int, p.session_no, p.turns
from (
    select user_no from {schema}.memory_users where user_id = $1 union all select user_no from {schema}.memory_users where $1 is null
) u cross join unnest($2::text[]) with ordinality w (term, place)
cross join lateral (
    select t.session_no, t.turns from {schema}.turn_postings t where t.user_no = u.user_no and t.term = w.term offset 0
) p
order by p.session_no
