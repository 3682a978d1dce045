select pg_advisory_xact_lock({schema}.vectors_lock())
