insert into {schema}.collection_indexes (collection, path, is_unique)
select c.id, $2, $3 from {schema}.collections c where c.name = $1
