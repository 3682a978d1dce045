insert into {schema}.changes (kind, collection, ids, versions, deleted) values ($1, $2, $3, $4, $5)
