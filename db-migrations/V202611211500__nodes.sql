-- The nodes that serve this database: each says every second that it is there, and sees who else is.
create table nodes (
  -- Made up anew at every start.
  id uuid primary key,
  name text not null,
  version text not null,
  started_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  -- Whether it tells the others what it changes.
  clustered boolean not null,
  -- Its id in the data grid; null where it is in none.
  grid_member uuid
) with (fillfactor = 50);
