select instance <> all (array(select {schema}.live_instances())) from {schema}.jobs where number = $1
