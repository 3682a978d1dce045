update {schema}.vector_corpora c set run = $2, run_until = {schema}.now_utc() + $3
where c.part = $1 and (c.run is null or c.run_until <= {schema}.now_utc())
returning c.part
