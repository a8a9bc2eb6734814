-- The audit trail. Events are partitioned by month (of UTC) and never changed; a chain beside them
-- binds each to all before it, so that tampering shows. Whoever owns these tables can still switch
-- the triggers off: let it be another role than the application's (PLINTH_DB_MIGRATION_USER).

create sequence audit_events_seq;
create table audit_events (
  id bigint not null default nextval('audit_events_seq'),
  -- When it happened, by the clock of the node.
  at timestamptz not null,
  -- The transaction that wrote the row: what is older than every running one is complete.
  xid xid8 not null default pg_current_xact_id(),
  -- No foreign key: an event outlives its user. The name is the one of that time.
  user_id bigint,
  user_name text,
  key_id bigint,
  -- resource:action
  action text not null,
  -- What it was done to, by the name that the API has for its kind.
  target_type text,
  target_id bigint,
  -- The fields that changed; all of them where something was made or deleted.
  before jsonb,
  after jsonb,
  address text,
  request_id text,
  outcome text not null check (outcome in ('SUCCESS', 'FAILURE', 'REFUSED')),
  -- A nonce of 16 bytes and the HMAC over it and all of the above that the application knows.
  seal bytea not null,
  -- The event of an id; what is chained against what is there.
  primary key (id, at)
) partition by range (at);

-- What somebody did, in time; also by kind of action.
create index audit_events_user on audit_events (user_id, at, action);
-- The list, newest first; a period.
create index audit_events_at on audit_events (at, id);
-- The history of one client, user, ...
create index audit_events_target on audit_events (target_type, target_id, at);
-- What came of one request.
create index audit_events_request on audit_events (request_id);
-- The chain's next events.
create index audit_events_xid on audit_events (xid);

-- One row an event, in an order of its own: of commit, as far as that shows.
create table audit_chain (
  seq bigint primary key,
  event_id bigint not null,
  event_at timestamptz not null,
  -- Unique: an event that was copied, seal and all, is not chained.
  seal bytea not null unique,
  -- HMAC over the hash before and this row.
  hash bytea not null
);
-- Whether an event is chained.
create unique index audit_chain_event on audit_chain (event_id);
-- How far the chain may be cut off when partitions are dropped.
create index audit_chain_event_at on audit_chain (event_at);

-- The end of the chain: one row, whose lock makes one node at a time extend it.
create table audit_head (
  only_one boolean primary key default true check (only_one),
  seq bigint not null,
  hash bytea not null,
  -- Every event of a transaction before this one is chained.
  horizon xid8 not null,
  signature bytea
);
insert into audit_head (seq, hash, horizon) values (0, decode(repeat('00', 32), 'hex'), '0');

-- What the chain began with after its oldest part was dropped.
create table audit_checkpoints (
  -- Events before this may be gone.
  before timestamptz primary key,
  -- The chain goes on behind this.
  seq bigint not null,
  hash bytea not null,
  made_at timestamptz not null default now(),
  signature bytea not null
);

create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'The audit trail is not changed: % on % is refused', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_events_fixed before update or delete on audit_events
  for each row execute function audit_refuse();
create trigger audit_events_whole before truncate on audit_events
  for each statement execute function audit_refuse();
create trigger audit_chain_fixed before update on audit_chain
  for each row execute function audit_refuse();
create trigger audit_chain_whole before truncate on audit_chain
  for each statement execute function audit_refuse();
create trigger audit_checkpoints_fixed before update or delete on audit_checkpoints
  for each row execute function audit_refuse();
create trigger audit_checkpoints_whole before truncate on audit_checkpoints
  for each statement execute function audit_refuse();

-- Takes what no month had a partition for: an insert never fails for the lack of one.
create table audit_events_default partition of audit_events default;
create trigger audit_events_default_whole before truncate on audit_events_default
  for each statement execute function audit_refuse();

-- The functions run with the rights of their owner, so that the application can ask for partitions
-- to be made and dropped, and can do nothing else to them.

-- Makes the default partition anew and puts its rows where they belong. They keep their seals.
create function audit_spread_default() returns void
language plpgsql security definer set search_path from current as $$
begin
  alter table audit_events detach partition audit_events_default;
  alter table audit_events_default rename to audit_events_stray;
  create table audit_events_default (like audit_events including all);
  create trigger audit_events_default_whole before truncate on audit_events_default
    for each statement execute function audit_refuse();
  alter table audit_events attach partition audit_events_default default;
end
$$;

-- Makes the partitions of some months, the first being that of a day; how many it made.
create function audit_make_partitions(first date, months int) returns int
language plpgsql security definer
set search_path from current set lock_timeout = '1s' set timezone = 'UTC' as $$
declare
  starts timestamptz;
  ends timestamptz;
  name text;
  stray boolean;
  made int := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit partitions', 0));
  for i in 0 .. months - 1 loop
    starts := date_trunc('month', first::timestamptz) + make_interval(months => i);
    ends := starts + interval '1 month';
    name := 'audit_events_' || to_char(starts, 'YYYY_MM');
    continue when to_regclass(name) is not null;
    stray := exists (select from audit_events_default where at >= starts and at < ends);
    if stray then
      perform audit_spread_default();
    end if;
    -- Made first and attached then: attaching lets the inserts of others go on.
    execute format('create table %I (like audit_events including all)', name);
    execute format('create trigger %I before truncate on %I for each statement
      execute function audit_refuse()', name || '_whole', name);
    execute format('alter table audit_events attach partition %I for values from (%L) to (%L)',
      name, starts, ends);
    if stray then
      insert into audit_events select * from audit_events_stray;
      drop table audit_events_stray;
    end if;
    made := made + 1;
  end loop;
  return made;
end
$$;

-- The months whose events the default partition has taken: a clock was wrong.
create function audit_stray_months() returns setof date
language sql stable security definer set search_path from current as $$
  select distinct cast(date_trunc('month', at at time zone 'UTC') as date) from audit_events_default
$$;

-- Drops the partitions that end at or before an instant for which there is a checkpoint; how many.
create function audit_drop_partitions(until timestamptz) returns int
language plpgsql security definer
set search_path from current set lock_timeout = '1s' set timezone = 'UTC' as $$
declare
  name text;
  dropped int := 0;
begin
  if until > now() - interval '27 days' then
    raise exception 'Events younger than 27 days are not dropped';
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

-- Deletes rows of the chain that the last checkpoint stands for; how many, at most so many.
create function audit_forget_chain(most int) returns int
language plpgsql security definer set search_path from current as $$
declare
  deleted int;
begin
  delete from audit_chain where seq in (
    select seq from audit_chain where seq <= (select max(seq) from audit_checkpoints)
    order by seq limit most);
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function
  audit_spread_default, audit_make_partitions, audit_stray_months, audit_drop_partitions,
  audit_forget_chain from public;

select audit_make_partitions(current_date, 3);
