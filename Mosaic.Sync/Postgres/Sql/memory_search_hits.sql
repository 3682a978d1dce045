select t.session_no, t.number, s.id, t.raw, t.at
from unnest($1::bigint[], $2::int[]) as w (session_no, number)
join {schema}.turns t on t.session_no = w.session_no and t.number = w.number
join {schema}.sessions s on s.session_no = t.session_no
