-- Rows in the tables that this version of the schema added. See 202611210110.sql.
insert into audit_events (at, user_id, user_name, action, target_type, target_id, before, after,
                          address, request_id, outcome, seal)
select timestamptz '2026-11-01 00:00Z' + i * interval '1 hour', 1, 'Person 1', 'clients:update',
       'clients', i, '{"source": "web"}', '{"source": "referral"}', '192.0.2.1', 'request-' || i,
       'SUCCESS', sha256(('seal ' || i)::bytea)
from generate_series(1, 500) i;
insert into audit_chain (seq, event_id, event_at, seal, hash)
select row_number() over (order by id), id, at, seal, sha256(seal) from audit_events
where target_id <= 400;
insert into audit_checkpoints (before, seq, hash, signature)
values ('2026-10-01 00:00Z', 0, sha256('begin'), sha256('signed'));
