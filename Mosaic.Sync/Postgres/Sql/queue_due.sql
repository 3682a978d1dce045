select {schema}.queue_due()
