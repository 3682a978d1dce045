update {schema}.vector_embedder set embedded = true
