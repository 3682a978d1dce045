select q.paused,
    (select count(*) from {schema}.jobs j where j.queue = q.id and j.place = 0 and j.lease_secret is null),
    (select count(*) from {schema}.jobs j where j.queue = q.id and j.lease_secret is not null),
    (select count(*) from {schema}.jobs j where j.queue = q.id and j.place = 1),
    (select count(*) from {schema}.jobs j where j.queue = q.id and j.place = 2),
    (select count(*) from {schema}.jobs j where j.queue = q.id and j.place = 3),
    (select count(*) from {schema}.jobs j where j.queue = q.id and j.place = 4),
    (select count(*) from {schema}.jobs j where j.queue = q.id and j.place = 5),
    (select count(*) from {schema}.jobs j where j.queue = q.id and j.place = 6)
from {schema}.queues q
where q.name = $1
