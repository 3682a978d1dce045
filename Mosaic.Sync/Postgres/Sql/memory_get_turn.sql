select s.id, t.raw, t.at from {schema}.turns t join {schema}.sessions s using (session_no) where t.id = $1
