select e.epoch, e.owner
from {schema}.epoch e
