-- Rows as Plinth wrote them at this version of the schema, in every table there was. Never changed
-- once a release has this schema: that these rows survive is what is tested.
insert into roles (id, name) values (201, 'Bookkeeper');
insert into role_permissions (role_id, permission) values (201, 'clients:read'), (201, 'revenue:read');

insert into users (id, username, email, display_name, password_hash, role_id, hourly_rate, active,
                   import_key)
select i, 'person' || i, 'person' || i || '@example.com', 'Person ' || i || ' Ærø',
       case when i % 3 = 0 then null else 'pbkdf2$210000$AAAA$BBBB' end,
       case when i = 1 then 1 when i % 4 = 0 then 201 else 3 end,
       case when i % 2 = 0 then 80 + i end, i % 7 <> 0, case when i % 5 = 0 then 'person ' || i end
from generate_series(1, 20) i;

insert into api_keys (user_id, name, key_hash, prefix, permissions, allowed_addresses, expires_at)
values (1, 'all', sha256('one'), 'one', null, null, null),
       (2, 'narrow', sha256('two'), 'two', '{clients:read}', '{192.0.2.0/24}', '2030-01-01');

insert into sessions (id_hash, user_id, csrf_token, created_at, last_seen_at, address, user_agent)
values (sha256('session'), 1, 'token', now(), now(), '192.0.2.1', 'A browser');

insert into clients (id, legal_name, entity_type, fiscal_year_end, status, owner_id, stage, source,
                     estimated_value, lost_reason, next_follow_up_date, currency,
                     default_hourly_rate, import_key)
select i, 'Client ' || i || ' Łódź', case when i % 2 = 0 then 'LLC' else 'UNKNOWN' end,
       case when i % 3 = 0 then '12-31' end,
       (array['PROSPECT', 'ACTIVE', 'PAUSED', 'FORMER', 'DEAD'])[1 + i % 5],
       case when i % 4 <> 0 then 1 + i % 20 end, case when i % 5 = 0 then 'PROPOSAL' end,
       'referral', 1000.25 * i, null, date '2026-01-01' + i, case when i % 9 = 0 then 'EUR' else 'USD' end,
       case when i % 2 = 0 then 120.5 end, case when i % 6 = 0 then 'client ' || i end
from generate_series(1, 60) i;

insert into client_stage_changes (client_id, stage, reason, changed_at, changed_by)
select i, 'PROPOSAL', 'asked for it', timestamptz '2026-01-01 12:00Z' + i * interval '1 hour', 1
from generate_series(5, 60, 5) i;

insert into services (id, client_id, service_type, billing_frequency, fee, hourly_rate, start_date,
                      end_date, active, import_key)
select i, 1 + i % 60, 'Service ' || i,
       (array['MONTHLY', 'QUARTERLY', 'ANNUAL', 'ONE_TIME', 'HOURLY'])[1 + i % 5], 99.99 * i,
       case when i % 5 = 4 then 150 end, date '2025-01-01' + i,
       case when i % 7 = 0 then date '2026-06-30' end, i % 11 <> 0,
       case when i % 6 = 0 then 'service ' || i end
from generate_series(1, 150) i;

insert into jobs (id, kind, payload, status, attempts, error, finished_at)
values (1, 'import', '1', 'COMPLETED', 1, null, now()), (2, 'import', '2', 'FAILED', 10, 'no', now()),
       (3, 'import', '3', 'CANCELLED', 0, null, now());

insert into imports (id, user_id, job_id, file_name, file_size, format, mapping, status, total_rows,
                     processed_rows, created, rejected, created_seconds, problem_count, started_at,
                     finished_at)
values (1, 1, 1, 'hours.csv', 1000, 'TOGGL', null, 'COMPLETED', 100, 100, 98, 2, 352800, 2, now(), now()),
       (2, 2, 2, 'broken.csv', 10, null, '{"client":"c"}', 'FAILED', null, 0, 0, 0, 0, 1, now(), now());
insert into import_chunks (import_id, seq, bytes) values (2, 0, 'date;hours'::bytea);
insert into import_problems (import_id, seq, line, column_name, value, detail)
values (1, 1, 17, 'hours', 'many', 'This is no number.'), (1, 2, 18, null, null, 'Too few columns.'),
       (2, 1, 1, null, null, 'There is no column for the client.');

insert into timesheet_entries (client_id, service_id, user_id, date, start_time, end_time, duration,
                               project_task, description, tags, billable, own_rate, hourly_rate,
                               currency, status, source_system, source_id, import_id)
select s.client_id, s.id, 1 + i % 20, date '2025-11-01' + i % 200,
       case when i % 2 = 0 then time '09:00' end, case when i % 2 = 0 then time '17:30' end,
       900 * (1 + i % 30), 'Task ' || i % 5, 'Work ' || i || ' naïve ☂', '{a,"b c"}', i % 4 <> 0,
       case when i % 10 = 0 then 200 end, 100 + i % 7, 'USD',
       (array['DRAFT', 'SUBMITTED', 'APPROVED', 'INVOICED', 'REJECTED'])[1 + i % 5],
       case when i % 3 = 0 then 'toggl' end, case when i % 3 = 0 then 'row ' || i end,
       case when i % 3 = 0 then 1 end
from generate_series(1, 3000) i join services s on s.id = 1 + i % 150;
