with changed as (
    update {schema}.collections set generation = generation + 1 where name = $1 returning name
)
insert into {schema}.changes (kind, collection, ids, versions, deleted)
select 'collection', name, '{""}', '{0}', false from changed
