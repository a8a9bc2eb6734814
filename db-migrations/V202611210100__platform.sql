-- People, what they may do, how they prove who they are, and the durable job table.
-- Every id comes from a sequence that moves in blocks of 50, so that Hibernate can batch inserts.

-- The built-in roles have fixed ids; the first block of the sequence is past them.
create sequence roles_seq start with 101 increment by 50;
create table roles (
  id bigint primary key default nextval('roles_seq'),
  version bigint not null default 0,
  name text not null unique,
  built_in boolean not null default false
);

create table role_permissions (
  role_id bigint not null references roles on delete cascade,
  permission text not null,
  primary key (role_id, permission)
);

create sequence users_seq increment by 50;
create table users (
  id bigint primary key default nextval('users_seq'),
  version bigint not null default 0,
  username text,
  email text,
  display_name text not null,
  -- Null: this person cannot sign in (created by an import, or by API key only).
  password_hash text,
  must_change_password boolean not null default false,
  role_id bigint not null references roles,
  hourly_rate numeric(12, 4) check (hourly_rate >= 0),
  active boolean not null default true,
  -- Lower-cased name of a person that an import created; makes concurrent imports create one row.
  import_key text unique,
  created_at timestamptz not null default now()
);

create sequence api_keys_seq increment by 50;
create table api_keys (
  id bigint primary key default nextval('api_keys_seq'),
  version bigint not null default 0,
  user_id bigint not null references users on delete cascade,
  name text not null,
  -- SHA-256 of the key; the key itself is shown once and never stored.
  key_hash bytea not null unique,
  -- The first characters, so that people can tell their keys apart.
  prefix text not null,
  -- Null: everything its user may do. Otherwise a subset of it.
  permissions text[],
  -- Null: from anywhere. Otherwise addresses or CIDR blocks.
  allowed_addresses text[],
  expires_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null default now()
);

create table sessions (
  -- SHA-256 of the cookie's value.
  id_hash bytea primary key,
  user_id bigint not null references users on delete cascade,
  csrf_token text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  address text,
  user_agent text
);

create sequence jobs_seq increment by 50;
create table jobs (
  id bigint primary key default nextval('jobs_seq'),
  kind text not null,
  -- What the handler needs to find its work, as JSON.
  payload text not null,
  status text not null default 'QUEUED'
    check (status in ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  priority int not null default 0,
  attempts int not null default 0,
  max_attempts int not null default 10,
  run_at timestamptz not null default now(),
  -- A node that runs a job keeps extending the lease; one whose lease ran out is taken over.
  lease_owner text,
  lease_until timestamptz,
  cancel_requested boolean not null default false,
  error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);

insert into roles (id, name, built_in) values
  (1, 'Administrator', true), (2, 'Manager', true), (3, 'Staff', true), (4, 'Viewer', true);

insert into role_permissions (role_id, permission)
select 1, unnest(array['*:*'])
union all
select 2, unnest(array['clients:read', 'clients:write', 'services:read', 'services:write',
  'revenue:read', 'timesheets:read', 'timesheets:write', 'timesheets:all', 'imports:read',
  'imports:write', 'users:read', 'dashboard:read', 'profile:read', 'profile:write',
  'metrics:read'])
union all
-- Staff: clients without money, own entries and own totals.
select 3, unnest(array['clients:read', 'services:read', 'timesheets:read', 'timesheets:write',
  'dashboard:read', 'profile:read', 'profile:write'])
union all
select 4, unnest(array['clients:read', 'services:read', 'revenue:read', 'timesheets:read',
  'timesheets:all', 'imports:read', 'users:read', 'dashboard:read', 'profile:read',
  'profile:write', 'metrics:read']);
