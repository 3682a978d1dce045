select trimmed_to from {schema}.change_feed
