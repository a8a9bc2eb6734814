-- What requests with an Idempotency-Key were answered. A row is inserted in the transaction of the
-- write that it is about: neither exists without the other. New and empty, so its indexes come with
-- it.
create table idempotency_keys (
  -- SHA-256 over who asked (user and API key) and the key they chose.
  id bytea primary key,
  user_id bigint not null references users on delete cascade,
  -- SHA-256 over method, address, type and body.
  request bytea not null,
  -- SHA-256 over what the principal might do: who may do less now is not shown the body again.
  scope bytea not null,
  status int not null,
  location text,
  -- The version in the answer's entity tag; null where it had none.
  version bigint,
  -- JSON, without the secrets in it; null where there was none, or too much.
  body text,
  created_at timestamptz not null default now()
);
-- Those past their time.
create index idempotency_keys_created_at on idempotency_keys (created_at);
-- Those of a user who is deleted.
create index idempotency_keys_user_id on idempotency_keys (user_id);
