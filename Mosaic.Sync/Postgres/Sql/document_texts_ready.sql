update {schema}.collections set texts_ready = true where name = $1 and texts = $2
