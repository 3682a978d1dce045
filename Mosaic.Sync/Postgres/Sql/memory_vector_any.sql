select exists (select from {schema}.vector_work where due <= {schema}.now_utc())
