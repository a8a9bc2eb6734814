-- API keys that PLINTH_BOOTSTRAP_API_KEY has made: one that was deleted is not made again, although
-- the variable is still set.
create table bootstrap_keys (
  key_hash bytea primary key,
  made_at timestamptz not null default now()
);
insert into bootstrap_keys (key_hash) select key_hash from api_keys where name = 'bootstrap';
