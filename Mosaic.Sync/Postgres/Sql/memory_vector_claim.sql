update {schema}.vector_work w set due = {schema}.now_utc() + $2, token = nextval('{schema}.vector_tokens')
where w.ctid = any (array(
    select c.ctid from {schema}.vector_work c where c.due <= {schema}.now_utc() order by c.due limit $1 for update skip locked))
returning w.part, w.session_no, w.number, w.collection, w.id, w.token, w.tries
