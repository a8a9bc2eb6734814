-- How long events are kept is said by whoever owns the tables, at each start: the application, which
-- may add checkpoints, can otherwise have the functions drop whatever it likes.
create table audit_retention (
  only_one boolean primary key default true check (only_one),
  -- What is older may be dropped. No row: nothing.
  keep interval not null check (keep >= interval '31 days')
);

-- Drops the partitions that end at or before an instant that is past the retention and for which
-- there is a checkpoint; how many.
create or replace function audit_drop_partitions(until timestamptz) returns int
language plpgsql security definer set lock_timeout = '1s' set timezone = 'UTC' as $$
declare
  name text;
  dropped int := 0;
begin
  if not exists (select from audit_retention where until <= now() - keep) then
    raise exception 'Events before % are not past the retention', until
      using hint = 'It is what plinth.audit.retention was at the last start.';
  end if;
  if not exists (select from audit_checkpoints where before >= until) then
    raise exception 'There is no checkpoint for %', until;
  end if;
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit_events'::regclass and c.relname ~ '^audit_events_\d{4}_\d{2}$'
      and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= until
  loop
    execute format('drop table %I', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;

-- Deletes rows of the chain that the last checkpoint stands for; how many, at most so many. Those of
-- events that are not past the retention stay, whatever checkpoint there is.
create or replace function audit_forget_chain(most int) returns int
language plpgsql security definer as $$
declare
  deleted int;
begin
  delete from audit_chain where seq in (
    select seq from audit_chain
    where seq <= (select max(seq) from audit_checkpoints)
      and event_at < (select now() - keep from audit_retention)
    order by seq limit most);
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

-- What is not said to come last comes first: a temporary table of the caller would stand in for ours.
do $$ declare f regprocedure; begin
  for f in select p.oid from pg_proc p
           where p.pronamespace = current_schema()::regnamespace and p.proname in (
             'audit_spread_default', 'audit_make_partitions', 'audit_stray_months',
             'audit_drop_partitions', 'audit_forget_chain') loop
    execute format('alter function %s set search_path = %I, pg_temp', f, current_schema());
  end loop;
end $$;
