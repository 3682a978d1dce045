select t.session_no, t.number, s.id, t.raw, t.at
from {schema}.sessions s cross join lateral (
    select l.session_no, l.number, l.raw, l.at from {schema}.turns l where l.session_no = s.session_no offset 0
) t
where s.user_no = $1 and (t.session_no, t.number) > ($2, $3)
order by t.session_no, t.number limit $4
