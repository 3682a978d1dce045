update {schema}.change_feed set followed_until = {schema}.now_utc() + $1 where followed_until < {schema}.now_utc() + $1
