update {schema}.vector_corpora set model_no = null, next_no = null, next_mark = null, since = $3, run = null, run_until = null, cleared = false
where part = $1 and run = $2
