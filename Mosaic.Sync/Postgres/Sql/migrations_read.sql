select number, name, sha256, compatible, applied_by
from {schema}.migrations
order by number
