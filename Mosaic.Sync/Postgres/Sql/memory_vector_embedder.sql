select coalesce(model, ''), active_until > {schema}.now_utc() + $1 from {schema}.vector_embedder
