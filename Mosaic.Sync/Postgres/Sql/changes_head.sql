-- The last entry up to a number, or else where the record was trimmed.
(select number, stamp from {schema}.changes where number <= $1 order by number desc limit 1)
union all
(select trimmed_to, trimmed_stamp from {schema}.change_feed)
order by number desc
limit 1
