select exists (select from {schema}.vector_work w where w.tries = 0 and w.added <= $1)
    or exists (select from {schema}.vector_corpora c where c.next_no is not null or not c.cleared or c.run is not null)
