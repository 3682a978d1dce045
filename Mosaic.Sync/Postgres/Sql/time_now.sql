select {schema}.now_utc()
