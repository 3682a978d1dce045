select {schema}.change_writers()
