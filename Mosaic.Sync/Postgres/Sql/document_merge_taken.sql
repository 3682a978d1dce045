select min(s.place)
from {source} s
join {schema}.documents d on d.collection = $1 and d.id = s.id
where d.xmin::text <> pg_current_xact_id()::xid::text
