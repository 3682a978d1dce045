update {schema}.vector_work set due = {schema}.now_utc() where tries > 0
