select i.id, i.raw, i.at, i.relevance, i.decayed, i.superseded_by
from {schema}.insights i
where i.id = any ($1) and i.superseded_by is null and (i.expires is null or i.expires > {schema}.now_ticks())
