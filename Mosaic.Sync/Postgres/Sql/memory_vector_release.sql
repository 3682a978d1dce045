update {schema}.vector_work w set due = {schema}.now_utc()
where w.part = $1 and w.session_no = $2 and w.number = $3 and w.collection = $4 and w.id = $5 and w.token = $6
