delete from {schema}.documents d where d.collection = $1 and d.id = any ($2)
