select i.id, t.session_no, t.number
from {schema}.insights i cross join unnest(i.provenance) as f (turn)
cross join lateral (
    select l.session_no, l.number from {schema}.turns l join {schema}.sessions s using (session_no) where l.id = f.turn and s.user_no = i.user_no offset 0
) t
where i.id = any ($1) and i.provenance is not null
