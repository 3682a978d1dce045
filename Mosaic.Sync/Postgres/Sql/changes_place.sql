-- How a cursor stands to the record.
select f.trimmed_to, f.trimmed_stamp, (select case when is_called then last_value else 0 end from {schema}.change_numbers),
    (select stamp from {schema}.changes where number = $1)
from {schema}.change_feed f
