select pg_try_advisory_lock(hashtextextended($name${schema}$name$ || '/nearest', 7))
