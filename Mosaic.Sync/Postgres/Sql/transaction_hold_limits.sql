select set_config('idle_session_timeout', $1, false), set_config('lock_timeout', $2, false)
