select distinct c.name
from (select d.collection from {schema}.documents d where d.expires_at <= {schema}.now_utc() order by d.expires_at limit 500) due
join {schema}.collections c on c.id = due.collection
