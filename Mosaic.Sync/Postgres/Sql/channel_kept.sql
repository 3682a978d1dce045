select distinct channel from {schema}.channel_messages
