update {schema}.channel_subscriptions set instance = null, lease = null where channel = $1 and name = $2 and lease = $3
