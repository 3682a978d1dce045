select content from {schema}.channel_contents where channel = $1 and number = $2
union all
select content from {schema}.channel_messages where channel = $1 and number = $2
limit 1
