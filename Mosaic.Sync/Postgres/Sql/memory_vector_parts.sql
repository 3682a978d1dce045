select 0::bigint union all select user_no from {schema}.memory_users order by 1
