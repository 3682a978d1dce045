update {schema}.channel_subscriptions set instance = null, lease = null, leased_until = null where channel = $1 and name = $2 and lease = $3
