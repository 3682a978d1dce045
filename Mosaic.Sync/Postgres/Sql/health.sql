select e.epoch, e.owner, current_setting('transaction_read_only')::boolean
from {schema}.epoch e
