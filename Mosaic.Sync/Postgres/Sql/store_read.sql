select s.store_id, e.epoch, e.owner
from {schema}.store s, {schema}.epoch e
