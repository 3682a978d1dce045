-- Each due schedule in the hands of one caller.
select row, {schema}.now_utc() from {schema}.schedules where due <= {schema}.now_utc() order by due limit $1 for update skip locked
