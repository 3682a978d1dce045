select c.state, c.counts, (select count(*) from {schema}.job_children o where o.parent = $1 and not o.counts)::int
from {schema}.job_children c where c.parent = $1 and c.ordinal = $2
