update {schema}.collections set texts = $2, texts_ready = false where name = $1
