select not exists (select from {schema}.documents d where d.collection = $1 and d.id between $2 and $3), {schema}.now_utc(), has_database_privilege(current_database(), 'temporary')
