select u.user_id from {schema}.sessions s join {schema}.memory_users u using (user_no) where s.id = $1
