-- Clients, the services they buy, the hours worked for them, and the imports that bring hours in.

create extension if not exists pg_trgm;

create sequence clients_seq increment by 50;
create table clients (
  id bigint primary key default nextval('clients_seq'),
  version bigint not null default 0,
  legal_name text not null check (length(legal_name) between 1 and 200),
  entity_type text not null default 'UNKNOWN' check (entity_type in
    ('LLC', 'S_CORP', 'C_CORP', 'PARTNERSHIP', 'SOLE_PROPRIETORSHIP', 'UNKNOWN')),
  -- The last day of the fiscal year, as --MM-DD without the dashes: 12-31.
  fiscal_year_end text check (fiscal_year_end ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'),
  status text not null check (status in ('PROSPECT', 'ACTIVE', 'PAUSED', 'FORMER', 'DEAD')),
  owner_id bigint references users,
  stage text check (stage in ('NEW', 'CONTACTED', 'PROPOSAL', 'NEGOTIATION', 'WON', 'LOST')),
  source text,
  estimated_value numeric(14, 2) check (estimated_value >= 0),
  lost_reason text,
  next_follow_up_date date,
  currency char(3) not null,
  default_hourly_rate numeric(12, 4) check (default_hourly_rate >= 0),
  created_at timestamptz not null default now(),
  -- Lower-cased name of a client that an import created; makes concurrent imports create one row.
  import_key text unique
);

create sequence client_stage_changes_seq increment by 50;
create table client_stage_changes (
  id bigint primary key default nextval('client_stage_changes_seq'),
  client_id bigint not null references clients on delete cascade,
  stage text not null,
  reason text,
  changed_at timestamptz not null,
  changed_by bigint references users
);

create sequence services_seq increment by 50;
create table services (
  id bigint primary key default nextval('services_seq'),
  version bigint not null default 0,
  client_id bigint not null references clients on delete cascade,
  service_type text not null check (length(service_type) between 1 and 200),
  billing_frequency text not null
    check (billing_frequency in ('MONTHLY', 'QUARTERLY', 'ANNUAL', 'ONE_TIME', 'HOURLY')),
  -- Per billing period, in the client's currency.
  fee numeric(14, 2) check (fee >= 0),
  hourly_rate numeric(12, 4) check (hourly_rate >= 0),
  start_date date,
  -- The last day of the service, inclusive.
  end_date date,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  import_key text,
  unique (client_id, import_key),
  -- The day before the start: it was given up before it began.
  check (end_date is null or start_date is null or end_date >= start_date - 1)
);

create sequence imports_seq increment by 50;
create table imports (
  id bigint primary key default nextval('imports_seq'),
  version bigint not null default 0,
  user_id bigint not null references users,
  job_id bigint references jobs,
  file_name text not null,
  file_size bigint not null,
  -- Null until the file has been read through.
  format text,
  -- The mapping as it was sent, JSON; null when the format was detected.
  mapping text,
  -- UPLOADED: came by the page, which waits for its mapping to be confirmed.
  status text not null
    check (status in ('UPLOADED', 'QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  -- Records of the file; null until it has been read through once.
  total_rows bigint,
  -- Records dealt with, and committed together with the entries they made: the place to resume at.
  processed_rows bigint not null default 0,
  created bigint not null default 0,
  skipped bigint not null default 0,
  rejected bigint not null default 0,
  created_seconds bigint not null default 0,
  created_clients bigint not null default 0,
  created_services bigint not null default 0,
  created_users bigint not null default 0,
  problem_count bigint not null default 0,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);

-- The uploaded file, in pieces of 1 MiB or less, kept until the import has ended: any node can
-- resume it, and a backup holds it.
create table import_chunks (
  import_id bigint not null references imports on delete cascade,
  seq int not null,
  bytes bytea not null,
  primary key (import_id, seq)
);
alter table import_chunks alter column bytes set storage external;

create table import_problems (
  import_id bigint not null references imports on delete cascade,
  seq bigint not null,
  line bigint not null,
  column_name text,
  value text,
  detail text not null,
  primary key (import_id, seq)
);

create sequence timesheet_entries_seq increment by 50;
create table timesheet_entries (
  id bigint primary key default nextval('timesheet_entries_seq'),
  version bigint not null default 0,
  client_id bigint not null references clients,
  service_id bigint references services,
  user_id bigint not null references users,
  date date not null,
  -- Wall-clock times in the firm's time zone; an end at or before the start is past midnight.
  start_time time,
  end_time time,
  -- Seconds. Authoritative: start and end may enclose breaks.
  duration int not null check (duration > 0 and duration <= 86400),
  project_task text,
  description text,
  tags text[] not null default '{}',
  billable boolean not null default true,
  -- The rate given for this very entry; null: resolved from service, user, client.
  own_rate numeric(12, 4) check (own_rate >= 0),
  -- The rate that applies (entry, service, user, client: the first that is set).
  hourly_rate numeric(12, 4) check (hourly_rate >= 0),
  amount numeric(14, 2) not null generated always as (
    case when billable then round(coalesce(hourly_rate, 0) * duration / 3600, 2) else 0 end) stored,
  currency char(3) not null,
  status text not null default 'DRAFT'
    check (status in ('DRAFT', 'SUBMITTED', 'APPROVED', 'INVOICED', 'REJECTED')),
  source_system text,
  source_id text,
  import_id bigint references imports on delete set null,
  created_at timestamptz not null default now(),
  check ((source_system is null) = (source_id is null))
);
