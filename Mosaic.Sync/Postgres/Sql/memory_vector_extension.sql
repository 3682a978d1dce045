select n.nspname, e.extversion,
    exists (select from pg_attribute a where a.attrelid = '{schema}.text_vectors'::regclass and a.attname = 'embedding' and not a.attisdropped),
    (select embedded from {schema}.vector_embedder)
from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'vector'
