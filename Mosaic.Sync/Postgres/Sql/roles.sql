-- Two roles for one application: the owner, who migrates, and the application, which may do no more than work.
--
--   psql -v ON_ERROR_STOP=1 -v schema=mosaic -v owner=mosaic_owner -v application=mosaic_app -f roles.sql
--
-- Run it in the store's database as a superuser, or as a role with CREATEROLE that may create in the database: before the first open,
-- so that the owner has a schema to migrate, and again after each open by which the owner migrated, so that the application gets
-- its rights on what is new. The second time the owner itself may run it.
-- It may run as often as you like. Passwords are yours to set: \password mosaic_app

\set QUIET on

select format('create role %I login', name)
from (values (:'owner'), (:'application')) as roles (name)
where not exists (select from pg_catalog.pg_roles where rolname = name) \gexec

-- Whoever is no superuser may give a schema only to a role that he is a member of.
select format('grant %I to current_user', :'owner')
where not (select rolsuper from pg_catalog.pg_roles where rolname = current_user)
  and not pg_has_role(current_user, :'owner', 'member') \gexec

select format('create schema %I authorization %I', :'schema', :'owner')
where not exists (select from pg_catalog.pg_namespace where nspname = :'schema') \gexec

select format('do $do$ begin raise warning %L; end $do$', format('The schema %s belongs to %s, not to %s: let %s migrate, or give it with ALTER SCHEMA … OWNER TO and ALTER … OWNER TO of what is in it.',
    :'schema', pg_get_userbyid(nspowner), :'owner', pg_get_userbyid(nspowner)))
from pg_catalog.pg_namespace where nspname = :'schema' and pg_get_userbyid(nspowner) <> :'owner' \gexec

revoke all on schema :"schema" from public;
grant usage on schema :"schema" to :"application";
grant select, insert, update, delete on all tables in schema :"schema" to :"application";
grant usage, select on all sequences in schema :"schema" to :"application";
grant execute on all functions in schema :"schema" to :"application";

-- Written by the functions and the migrations of the owner only.
select format('revoke insert, update, delete on %I.%I from %I', :'schema', name, :'application')
from (values ('store'), ('epoch'), ('units'), ('migrations')) as core (name)
where to_regclass(format('%I.%I', :'schema', name)) is not null \gexec
