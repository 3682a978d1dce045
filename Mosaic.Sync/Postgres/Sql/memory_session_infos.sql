select s.id, u.user_id, s.started, s.last, s.turns, s.archived
from unnest($1::bigint[]) with ordinality as w (session_no, place)
join {schema}.sessions s using (session_no) join {schema}.memory_users u using (user_no)
where $2 or not s.archived
order by w.place
