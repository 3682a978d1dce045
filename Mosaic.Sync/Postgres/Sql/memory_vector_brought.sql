select id, embedding from {schema}.insights where id = any ($1) and embedding is not null
