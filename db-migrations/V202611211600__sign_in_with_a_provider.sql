-- Sign-in with OpenID Connect: who a provider's people are here.

create table user_identities (
  issuer text not null,
  -- Only unique at its issuer, and never the e-mail address: those are given to others.
  subject text not null,
  user_id bigint not null references users on delete cascade,
  created_at timestamptz not null default now(),
  primary key (issuer, subject)
);
-- Deleting a user; whether an account is somebody's at that issuer already, who may be one only.
create unique index user_identities_user_id on user_identities (user_id, issuer);

-- Answers of a provider that were used to sign in, so that none is twice; kept for a day.
create table used_sign_ins (
  attempt_hash bytea primary key,
  used_at timestamptz not null default now()
);
-- Sweeping them out.
create index used_sign_ins_used_at on used_sign_ins (used_at);

-- Null: begun with a password.
alter table sessions add column issuer text;
-- What the provider wants to see again at sign-out; null where it is too long to be sent.
alter table sessions add column id_token text;
