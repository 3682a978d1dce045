select at, attempt, text from {schema}.job_lines where job = $1 order by line
