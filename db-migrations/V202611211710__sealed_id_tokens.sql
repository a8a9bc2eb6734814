-- What the provider wants to see again at sign-out, encrypted. The version before writes the column
-- id_token as long as one of its nodes runs, and takes a session without it as one whose token was
-- not kept: a session of either ends on the other without the hint.
alter table sessions add column sealed_id_token text;
update sessions set id_token = null where id_token is not null;
