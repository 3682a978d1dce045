-- In the order in which they are given: a queue that is not there yet is made, and waits for who makes it as well.
select {schema}.queue_id(name) from unnest($1::text[]) as n (name)
