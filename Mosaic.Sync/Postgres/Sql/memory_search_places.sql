select i.id, t.session_no, t.number
from {schema}.insights i cross join unnest(i.provenance) as f (turn)
join {schema}.turns t on t.id = f.turn
join {schema}.sessions s on s.session_no = t.session_no and s.user_no = i.user_no
where i.id = any ($1) and i.provenance is not null
