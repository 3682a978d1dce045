-- From the catalogue's tables: to_regclass answers from a cache that a wait for an advisory lock does not renew.
select exists (
    select
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relname = 'migrations'
)
