-- Jobs as people see them: whose they are, how far they got, and what happened to them in order.

alter table jobs
  -- The number of its last event.
  add column version bigint not null default 0,
  -- Who asked for it; null: Plinth of itself, or somebody who is gone.
  add column user_id bigint references users on delete set null,
  -- How far it got, in units such as rows; null while unknown.
  add column done bigint,
  add column total bigint,
  add column unit text,
  -- By the pace of the present attempt.
  add column remaining_seconds bigint,
  -- When the present attempt began, and how far the job had got by then.
  add column started_at timestamptz,
  add column done_before bigint not null default 0,
  -- When progress was last an event: there are at most two a second.
  add column told_at timestamptz;

-- A job goes, in time; what it has done stays.
alter table imports drop constraint imports_job_id_fkey;
alter table imports add constraint imports_job_id_fkey
  foreign key (job_id) references jobs on delete set null not valid;
alter table imports validate constraint imports_job_id_fkey;

-- What happened to a job. The numbers of a job's events have no gaps and grow in the order of
-- commit, as whoever adds one holds the job's row: a reader who has seen one has seen all before.
create table job_events (
  job_id bigint not null references jobs on delete cascade,
  seq bigint not null,
  at timestamptz not null default clock_timestamp(),
  -- Progress is of no interest once there is more of it, or the job has ended.
  kind text not null check (kind in ('STATUS', 'PROGRESS')),
  status text not null,
  attempts int not null,
  cancel_requested boolean not null,
  done bigint,
  total bigint,
  unit text,
  remaining_seconds bigint,
  error text,
  primary key (job_id, seq)
);

update jobs set version = 1;
insert into job_events (job_id, seq, kind, status, attempts, cancel_requested, error)
select id, 1, 'STATUS', status, attempts, cancel_requested, error from jobs;

-- Triggers, so that whoever changes a job, the release before this one included, makes its event.
create function job_changes() returns trigger language plpgsql as $$
declare
  elapsed double precision;
begin
  if tg_op = 'INSERT' then
    new.version := 1;
    return new;
  end if;
  if new.status = 'RUNNING' and new.attempts > old.attempts then
    new.started_at := clock_timestamp();
    new.done_before := coalesce(new.done, 0);
    new.remaining_seconds := null;
  elsif new.status <> 'RUNNING' then
    new.remaining_seconds := null;
  elsif new.done > new.done_before then
    elapsed := greatest(0, extract(epoch from clock_timestamp() - new.started_at));
    new.remaining_seconds :=
      ceil(elapsed * greatest(0, new.total - new.done) / (new.done - new.done_before));
  end if;
  if new.status <> old.status or new.attempts > old.attempts
      or new.cancel_requested <> old.cancel_requested then
    new.version := old.version + 1;
  elsif (new.done, new.total) is distinct from (old.done, old.total)
      and (old.told_at is null
        or clock_timestamp() not between old.told_at and old.told_at + interval '500 ms') then
    new.version := old.version + 1;
    new.told_at := clock_timestamp();
  end if;
  return new;
end $$;

create function job_changed() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.version = old.version then
    return null;
  end if;
  insert into job_events
    (job_id, seq, kind, status, attempts, cancel_requested, done, total, unit,
     remaining_seconds, error)
  values
    (new.id, new.version,
     case when tg_op = 'UPDATE' and new.told_at is distinct from old.told_at
       then 'PROGRESS' else 'STATUS' end,
     new.status, new.attempts, new.cancel_requested, new.done, new.total, new.unit,
     new.remaining_seconds, new.error);
  if new.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    delete from job_events where job_id = new.id and kind = 'PROGRESS';
  elsif new.version > 200 then
    delete from job_events
    where job_id = new.id and kind = 'PROGRESS' and seq <= new.version - 200;
  end if;
  return null;
end $$;

create trigger job_changes before insert or update on jobs
  for each row execute function job_changes();
create trigger job_changed after insert or update on jobs
  for each row execute function job_changed();

-- Viewers read everything but audit and settings. Staff see and steer their own jobs.
insert into role_permissions (role_id, permission)
select 2, unnest(array['jobs:read', 'jobs:write', 'jobs:all'])
union all
select 3, unnest(array['jobs:read', 'jobs:write'])
union all
select 4, unnest(array['jobs:read', 'jobs:all']);
