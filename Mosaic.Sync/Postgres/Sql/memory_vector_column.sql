set local lock_timeout = '5s';
alter table {schema}.text_vectors add column if not exists embedding {vector}.halfvec;
create or replace function {schema}.embed_numbers() returns trigger
language plpgsql
as $mosaic$
begin
    new.embedding := case when cardinality(new.numbers) <= 16000 then new.numbers::{vector}.halfvec end;
    return new;
end
$mosaic$;
create or replace trigger text_vectors_embedding before insert or update of numbers on {schema}.text_vectors
for each row execute function {schema}.embed_numbers();
update {schema}.vector_embedder set embedded = false
