copy pg_temp.mosaic_staging (place, id, raw, doc) from stdin (format binary)
