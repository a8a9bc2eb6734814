-- Built without blocking writers, outside a transaction (see the .conf beside this script).

-- Sign-in and import: find a person by name or e-mail, whatever the case.
create unique index concurrently users_username on users (lower(username));
create unique index concurrently users_email on users (lower(email));
create index concurrently users_display_name on users (lower(display_name));
-- Who has a role, when it is changed or deleted.
create index concurrently users_role_id on users (role_id);

-- A user's keys and sessions; sweeping out dead sessions.
create index concurrently api_keys_user_id on api_keys (user_id);
create index concurrently sessions_user_id on sessions (user_id);
create index concurrently sessions_last_seen_at on sessions (last_seen_at);

-- The next job to run, and running jobs whose lease ran out.
create index concurrently jobs_due on jobs (priority desc, run_at, id) where status = 'QUEUED';
create index concurrently jobs_lease on jobs (lease_until) where status = 'RUNNING';

-- Client list by status; newest clients.
create index concurrently clients_status on clients (status);
create index concurrently clients_created_at on clients (created_at);
-- Client list in name order (keyset); import by name.
create index concurrently clients_legal_name on clients (lower(legal_name), id);
-- Search as you type, one or two letters: the beginning of the name.
create index concurrently clients_legal_name_prefix
  on clients (lower(legal_name) text_pattern_ops);
-- Search as you type, three letters or more.
create index concurrently clients_legal_name_trgm on clients using gin (legal_name gin_trgm_ops);
-- Clients of an owner.
create index concurrently clients_owner_id on clients (owner_id);
-- Follow-ups due.
create index concurrently clients_follow_up on clients (next_follow_up_date)
  where status = 'PROSPECT';
-- Stage history of a client; won and lost in a period.
create index concurrently client_stage_changes_client_id
  on client_stage_changes (client_id, changed_at);
create index concurrently client_stage_changes_outcome
  on client_stage_changes (changed_at, client_id) where stage in ('WON', 'LOST');
-- Whether somebody has moved clients, when that person is deleted.
create index concurrently client_stage_changes_changed_by on client_stage_changes (changed_by);

-- Services of a client; recurring revenue.
create index concurrently services_client_id_active on services (client_id, active);

-- Entries of a client, of a person, of a service; newest first.
create index concurrently timesheet_entries_client_id_date on timesheet_entries (client_id, date);
create index concurrently timesheet_entries_user_id_date on timesheet_entries (user_id, date);
create index concurrently timesheet_entries_service_id on timesheet_entries (service_id);
create index concurrently timesheet_entries_date on timesheet_entries (date, id);
create index concurrently timesheet_entries_import_id on timesheet_entries (import_id);
-- Every summary and revenue figure of a period, from the index alone.
create index concurrently timesheet_entries_summary on timesheet_entries
  (date, client_id, user_id, service_id) include (duration, billable, amount, currency);
-- An entry of another system is imported once.
create unique index concurrently timesheet_entries_source
  on timesheet_entries (source_system, source_id);

-- Imports, newest first; of a person; of a job.
create index concurrently imports_created_at on imports (created_at, id);
create index concurrently imports_user_id on imports (user_id);
create index concurrently imports_job_id on imports (job_id);
