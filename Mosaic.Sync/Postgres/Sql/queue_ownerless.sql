-- Instances that hold leases and have ended.
select distinct j.instance
from {schema}.jobs j
where j.lease_secret is not null and j.instance <> all (array(select {schema}.live_instances()))
