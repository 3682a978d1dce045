select p.raw, p.modified_at, p.version from {schema}.preferences p join {schema}.memory_users u using (user_no) where u.user_id = $1 and p.key = $2
