with filled as (
    update {schema}.text_vectors v set embedding = v.numbers::{vector}.halfvec
    where v.ctid = any (array(
        select o.ctid from {schema}.text_vectors o where o.embedding is null and cardinality(o.numbers) <= 16000 limit $1 for update skip locked))
    returning 1
)
select count(*) from filled
