-- Only who holds the lease may: no row, none is written. Its version counts, and tells of the note.
with noted as (
    update {schema}.jobs j set version = j.version + 1, has_notes = true
    where j.number = $1 and j.lease_secret = $2 and j.lease_until > {schema}.now_utc()
    returning j.number, j.queue, j.chosen_id, j.version, j.attempts
), note as (
    insert into {schema}.job_notes (job, progress, next_line)
    select number, $4, case when $5::bytea is null then 1 else 2 end from noted
    on conflict (job) do update set
        progress = coalesce(excluded.progress, job_notes.progress),
        next_line = job_notes.next_line + case when $5::bytea is null then 0 else 1 end
    returning job, next_line
), line as (
    insert into {schema}.job_lines (job, line, at, attempt, text)
    select note.job, note.next_line - 1, {schema}.now_utc(), noted.attempts, $5 from note, noted where $5::bytea is not null
), trimmed as (
    delete from {schema}.job_lines l using note where l.job = note.job and $5::bytea is not null and l.line < note.next_line - $6
)
select {schema}.job_changed(q.name, array[coalesce(n.chosen_id, {schema}.job_id(n.number, n.queue, $3))], array[{schema}.job_version(n.version, 4, n.attempts)], false, 0)
from noted n join {schema}.queues q on q.id = n.queue
