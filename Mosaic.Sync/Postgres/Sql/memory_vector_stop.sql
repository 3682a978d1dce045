update {schema}.vector_corpora set run = null, run_until = null where part = $1 and run = $2
