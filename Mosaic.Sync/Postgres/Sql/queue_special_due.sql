-- Due jobs that concern others; whose lease expired, or its process ended.
select number, queue from {schema}.jobs
where (place = 1 and run_at <= {schema}.now_utc() and key_kind = 2 and not holds_slot)
   or (lease_secret is not null and attempts >= attempts_max and not plain
       and (lease_until <= {schema}.now_utc() or instance <> all (array(select {schema}.live_instances()))))
order by number
limit 200
