select nextval('{schema}.job_numbers')
