insert into {schema}.migrations (number, name, sha256, compatible, applied_by, applied_at)
values ($1, $2, $3, $4, $5, {schema}.now_utc())
