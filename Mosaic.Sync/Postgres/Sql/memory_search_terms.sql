with recursive u as (
    select user_no from {schema}.memory_users where user_id = $1 union all select user_no from {schema}.memory_users where $1 is null
), walks (part, beginning, of_turns) as (
    select u.user_no, b.beginning, k.of_turns
    from u cross join unnest($2::text[]) b (beginning) cross join (values (true), (false)) k (of_turns) where k.of_turns and $3 or not k.of_turns and $4
    union all
    select 0, b.beginning, false from unnest($2::text[]) b (beginning) where $5
), found (part, beginning, of_turns, term) as (
    select w.part, w.beginning, w.of_turns, case when w.of_turns
        then (select p.term from {schema}.turn_postings p where p.user_no = w.part and p.term >= w.beginning order by p.term limit 1)
        else (select p.term from {schema}.text_postings p where p.part = w.part and p.term >= w.beginning order by p.term limit 1) end
    from walks w
    union all
    select f.part, f.beginning, f.of_turns, case when f.of_turns
        then (select p.term from {schema}.turn_postings p where p.user_no = f.part and p.term > f.term order by p.term limit 1)
        else (select p.term from {schema}.text_postings p where p.part = f.part and p.term > f.term order by p.term limit 1) end
    from found f where starts_with(f.term, f.beginning)
)
select f.term, (sum(case when f.of_turns
    then (select sum(cardinality(p.turns)) from {schema}.turn_postings p where p.user_no = f.part and p.term = f.term)
    else (select count(*) from {schema}.text_postings p where p.part = f.part and p.term = f.term) end))::int
from (select distinct part, of_turns, term from found where starts_with(term, beginning)) f
group by f.term
