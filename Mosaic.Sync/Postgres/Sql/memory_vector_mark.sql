select last_value from {schema}.vector_tokens
