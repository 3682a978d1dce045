select i.id, i.raw, i.at, i.relevance, i.decayed, i.superseded_by
from {schema}.insights i
where i.user_no = $1 and i.id > $2 and i.superseded_by is null and (i.expires is null or i.expires > {schema}.now_ticks())
order by i.id limit $3
