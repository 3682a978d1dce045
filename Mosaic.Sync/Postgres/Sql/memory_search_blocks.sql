select b.session_no, s.id, b.block, b.speakers, b.days, b.ats
from unnest($1::bigint[], $2::int[]) w (session_no, block)
join {schema}.sessions s using (session_no)
join {schema}.turn_blocks b on b.session_no = w.session_no and b.block >= w.block
order by b.session_no, b.block
