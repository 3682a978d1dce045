select p.key, p.raw, p.modified_at from {schema}.preferences p join {schema}.memory_users u using (user_no)
where u.user_id = $1 and p.key > $2 order by p.key limit $3
