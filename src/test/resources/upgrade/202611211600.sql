-- Rows in the tables that this version of the schema added.
insert into user_identities (issuer, subject, user_id) values ('https://idp.example.com', 'abc', 1);
insert into used_sign_ins (attempt_hash) values (sha256('attempt'));
update sessions set issuer = 'https://idp.example.com', id_token = 'token';
