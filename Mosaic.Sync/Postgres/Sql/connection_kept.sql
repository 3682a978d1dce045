-- A connection that stays open for as long as the store, silent or not: the server gives up one whose client is gone without a word within a minute.
select set_config('tcp_keepalives_idle', '30', false), set_config('tcp_keepalives_interval', '10', false),
    set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '60000', false),
    set_config('idle_session_timeout', '0', false)
