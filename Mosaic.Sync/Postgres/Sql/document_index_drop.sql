delete from {schema}.collection_indexes where id = $1
