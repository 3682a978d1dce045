select {schema}.notification_channel()
