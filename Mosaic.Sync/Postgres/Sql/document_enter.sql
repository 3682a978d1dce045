select {schema}.enter_collection($1, $2)
