copy {schema}.documents (collection, id, version, modified_at, raw, doc) from stdin (format binary)
