select c.reltuples::bigint from pg_class c where c.oid = '{schema}.text_vectors'::regclass
