-- Two roles for one application: the owner, who migrates, and the application, which may do no more than work.
--
--   psql -v ON_ERROR_STOP=1 -v schema=mosaic -v owner=mosaic_owner -v application=mosaic_app -f roles.sql
--
-- Run it in the store's database as a role that may create roles: before the first open, so that the owner has a schema to
-- migrate, and again after every open as the owner that migrated, so that the application gets its rights on what is new.
-- It may run as often as you like. Passwords are yours to set: \password mosaic_app

\set QUIET on

select format('create role %I login', name)
from (values (:'owner'), (:'application')) as roles (name)
where not exists (select from pg_catalog.pg_roles where rolname = name) \gexec

-- Whoever is no superuser may give a schema only to a role that he is a member of.
select format('grant %I to current_user', :'owner')
where not (select rolsuper from pg_catalog.pg_roles where rolname = current_user)
  and not pg_has_role(current_user, :'owner', 'member') \gexec

create schema if not exists :"schema" authorization :"owner";

revoke all on schema :"schema" from public;
grant usage on schema :"schema" to :"application";
grant select, insert, update, delete on all tables in schema :"schema" to :"application";
grant usage, select on all sequences in schema :"schema" to :"application";
grant execute on all functions in schema :"schema" to :"application";

-- Written by the functions and the migrations of the owner only.
select format('revoke insert, update, delete on %I.%I from %I', :'schema', name, :'application')
from (values ('store'), ('epoch'), ('units'), ('migrations')) as core (name)
where to_regclass(format('%I.%I', :'schema', name)) is not null \gexec
