-- Whether an instance that has ended still holds leases.
select exists (
    select from {schema}.jobs j
    where j.lease_secret is not null and j.instance <> all (array(select {schema}.live_instances())))
