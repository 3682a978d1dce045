select {schema}.tell('changes', '')
