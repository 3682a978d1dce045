select number, stamp, at, kind, collection, ids, versions, deleted
from {schema}.changes
where number >= $1
order by number
limit 100
