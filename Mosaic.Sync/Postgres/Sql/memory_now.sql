select {schema}.now_ticks()
