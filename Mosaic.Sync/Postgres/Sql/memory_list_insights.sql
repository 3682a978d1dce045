select i.id, i.raw, i.at, i.relevance, i.decayed, i.superseded_by
from {schema}.insights i join {schema}.memory_users u using (user_no)
where u.user_id = $1 and i.id > $2 and ($3 or i.superseded_by is null) and (i.expires is null or i.expires > {schema}.now_ticks())
order by i.id limit $4
