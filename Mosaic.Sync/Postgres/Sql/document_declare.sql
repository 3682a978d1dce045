select pg_advisory_xact_lock({schema}.collection_lock($1))
