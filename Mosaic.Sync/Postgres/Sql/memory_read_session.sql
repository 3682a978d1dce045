select t.number, t.raw, t.at
from {schema}.sessions s join {schema}.turns t using (session_no) join {schema}.memory_users u using (user_no)
where s.id = $1 and ($2::text is null or u.user_id = $2) and t.number > $3
order by t.number limit $4
