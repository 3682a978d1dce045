select coalesce(array_agg(s.session_no), '{}'), coalesce(array_agg(s.turns), '{}'), coalesce(array_agg(s.words), '{}')
from (
    select user_no from {schema}.memory_users where user_id = $1 union all select user_no from {schema}.memory_users where $1 is null
) u join {schema}.sessions s using (user_no)
