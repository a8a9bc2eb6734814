-- Built without blocking writers, outside a transaction (see the .conf beside this script).

-- The job that has been due for longest, whatever its priority.
create index concurrently jobs_waiting on jobs (run_at, id) where status = 'QUEUED';
-- Dead letters: their list, and how many there are.
create index concurrently jobs_dead on jobs (created_at, id) where status = 'FAILED';
-- Jobs, newest first; those of a person.
create index concurrently jobs_created_at on jobs (created_at, id);
create index concurrently jobs_user_id on jobs (user_id, created_at, id);
-- What is past its retention.
create index concurrently jobs_finished_at on jobs (finished_at) where finished_at is not null;
