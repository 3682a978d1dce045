select t.session_no, t.number, s.id, t.raw, t.at
from unnest($1::bigint[], $2::int[]) as w (session_no, number)
cross join lateral (
    select l.session_no, l.number, l.raw, l.at from {schema}.turns l where l.session_no = w.session_no and l.number = w.number offset 0
) t
join {schema}.sessions s on s.session_no = t.session_no
