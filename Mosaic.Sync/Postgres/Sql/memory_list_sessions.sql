select s.session_no from {schema}.sessions s
where s.last >= $1 and ($2::text is null or s.user_no = (select u.user_no from {schema}.memory_users u where u.user_id = $2))
order by s.last desc, s.id
