update {schema}.collection_indexes set ready = true where id = $1
