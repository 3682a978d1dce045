select i.id, i.raw, i.at, i.relevance, i.decayed, i.superseded_by, u.user_id, i.version
from {schema}.insights i join {schema}.memory_users u using (user_no)
where i.id = $1 and (i.expires is null or i.expires > {schema}.now_ticks())
