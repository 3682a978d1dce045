select c.part, c.next_no is not null, not c.cleared
from {schema}.vector_corpora c left join {schema}.vector_models m on m.model_no = coalesce(c.next_no, c.model_no)
where c.next_no is not null or not c.cleared
   or case when $1::bigint is null then c.since >= $2 or m.part = -1 else m.model_no is distinct from $1 end
order by c.part
