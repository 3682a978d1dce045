select c.relname, i.indisvalid
from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indrelid = '{schema}.text_vectors'::regclass and c.relname ^@ 'text_vectors_nearest_'
