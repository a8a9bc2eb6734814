-- Rows in the tables that this version of the schema, and those right before it, added.
insert into nodes (id, name, version, clustered)
values ('00000000-0000-0000-0000-000000000001', 'a', '0.1', true);
insert into idempotency_keys (id, user_id, request, scope, status, location, version, body)
values (sha256('key'), 1, sha256('request'), sha256('scope'), 201, '/api/v1/clients/1', 0, '{"id":1}');
