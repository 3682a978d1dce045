select c.id, c.generation, c.texts, c.texts_ready, i.id, i.path, i.is_unique, i.ready
from {schema}.collections c
left join {schema}.collection_indexes i on i.collection = c.id
where c.name = $1
order by i.id
