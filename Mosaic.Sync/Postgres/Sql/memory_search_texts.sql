select w.place::int, p.part = 0, p.part, p.collection, p.id, p.times, p.words, p.at
from (
    select user_no from {schema}.memory_users where $3 and user_id = $1
    union all select user_no from {schema}.memory_users where $3 and $1 is null
    union all select 0 where $4
) u cross join unnest($2::text[]) with ordinality w (term, place)
cross join lateral (
    select t.part, t.collection, t.id, t.times, t.words, t.at from {schema}.text_postings t where t.part = u.user_no and t.term = w.term offset 0
) p
