update {schema}.vector_embedder set compared = true where active_until > {schema}.now_utc()
