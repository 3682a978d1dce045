select w.place::int, p.session_no, p.turns
from (
    select user_no from {schema}.memory_users where user_id = $1 union all select user_no from {schema}.memory_users where $1 is null
) u cross join unnest($2::text[]) with ordinality w (term, place)
join {schema}.turn_postings p on p.user_no = u.user_no and p.term = w.term
order by p.session_no
