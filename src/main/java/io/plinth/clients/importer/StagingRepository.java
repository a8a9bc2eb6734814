package io.plinth.clients.importer;

import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a batch of rows into entries: copies them into a temporary table, creates the clients,
 * people and services that are named and missing, and inserts what was not imported before. A
 * constant number of statements whatever the batch.
 *
 * <p>Names match whatever their case. What an import creates carries its name as {@code
 * import_key}, which is unique: two imports that meet create one row. Rows are inserted in the
 * order of that key, so that they cannot wait for each other in a circle. Whoever has been renamed
 * since gives the key back when the old name is imported again.
 *
 * <p>Nothing is written into a person's week that holds approved entries: it is locked.
 */
@ApplicationScoped
public class StagingRepository {
  /** Of the staging table, in the order of {@link StageCopy}. */
  static final String COLUMNS =
      """
      n int, line bigint, client text, service text, user_name text, email text, task text,
      description text, tags text, date date, start_time time, end_time time, duration int,
      billable boolean, rate numeric, currency text, source_system text, source_id text\
      """;

  private Transactions tx;

  protected StagingRepository() {}

  @Inject
  public StagingRepository(Transactions tx) {
    this.tx = tx;
  }

  /**
   * Rows to store.
   *
   * @param importer whose entries rows without a person become
   * @param fallbackClient the client of rows that name none; empty where there is none
   * @param rejected how many rows beside these cannot be stored
   * @param processed rows of the file that are dealt with after this batch
   */
  record Batch(
      long importId,
      long importer,
      String firmCurrency,
      String fallbackClient,
      List<ImportRow> rows,
      long rejected,
      long processed) {}

  private record Created(int clients, int services, int users) {}

  private record Entries(long count, long seconds, List<ImportProblem> refused) {
    static final Entries NONE = new Entries(0, 0, List.of());
  }

  /**
   * Stores a batch and moves the import's counters, in the transaction under way.
   *
   * @return the rows refused because their week is locked or their sourceId stands twice in the
   *     file
   */
  List<ImportProblem> store(Batch batch) {
    Created created = new Created(0, 0, 0);
    Entries entries = Entries.NONE;
    if (!batch.rows().isEmpty()) {
      tx.sql("create temporary table import_stage (" + COLUMNS + ") on commit drop").update();
      tx.copy("import_stage", StageCopy.of(batch.rows()));
      tx.sql("analyze import_stage").update();
      created = create(batch);
      holdRates();
      entries = insertEntries(batch);
    }
    tx.sql(
            """
            update imports set processed_rows = :processed, created = created + :created,
                   skipped = skipped + :skipped, rejected = rejected + :rejected,
                   created_seconds = created_seconds + :seconds,
                   created_clients = created_clients + :clients,
                   created_services = created_services + :services,
                   created_users = created_users + :users
            where id = :id
            """)
        .with("id", batch.importId())
        .with("processed", batch.processed())
        .with("created", entries.count())
        .with("skipped", batch.rows().size() - entries.count() - entries.refused().size())
        .with("rejected", batch.rejected() + entries.refused().size())
        .with("seconds", entries.seconds())
        .with("clients", created.clients())
        .with("services", created.services())
        .with("users", created.users())
        .update();
    return entries.refused();
  }

  private Created create(Batch batch) {
    int clients = createClients(batch);
    int users = createUsers();
    return new Created(clients, createServices(), users);
  }

  /**
   * Whoever bills in another currency than the firm says so by name; the fallback is the firm's.
   */
  private int createClients(Batch batch) {
    tx.sql(
            """
            update clients set import_key = null
            where import_key in (select lower(client) from import_stage)
              and lower(legal_name) <> import_key
            """)
        .update();
    return tx.sql(
            """
            insert into clients (legal_name, status, currency, import_key)
            select distinct on (lower(t.client)) t.client, 'ACTIVE',
                   coalesce(case when lower(t.client) <> lower(:fallback) then t.currency end,
                            :currency),
                   lower(t.client)
            from import_stage t
            where not exists (select from clients c where lower(c.legal_name) = lower(t.client))
            order by lower(t.client), t.n
            on conflict (import_key) do nothing
            """)
        .with("currency", batch.firmCurrency())
        .with("fallback", batch.fallbackClient())
        .update();
  }

  /** Rates stay as they are until commit: whoever changes one finds the entries afterwards. */
  private void holdRates() {
    tx.sql(
            """
            with c as materialized (
                   select id from clients
                   where lower(legal_name) in (select lower(client) from import_stage) for share),
                 s as materialized (
                   select id from services where client_id in (select id from c) for share),
                 u as materialized (
                   select id from users
                   where lower(email) in (select email from import_stage)
                      or lower(display_name) in (select lower(user_name) from import_stage) for share)
            select (select count(*) from c) + (select count(*) from s) + (select count(*) from u)
            """)
        .number();
  }

  /** By e-mail address where both sides have one, else by name; keys of the two do not meet. */
  private int createUsers() {
    tx.sql(
            """
            update users u set import_key = null from import_stage t
            where u.import_key = coalesce('mailto:' || t.email, lower(t.user_name))
              and (lower(u.email) = t.email) is not true
              and (lower(u.display_name) = lower(t.user_name)
                   and (t.email is null or u.email is null)) is not true
            """)
        .update();
    return tx.sql(
            """
            insert into users (display_name, email, role_id, import_key)
            select distinct on (coalesce('mailto:' || t.email, lower(t.user_name)))
                   coalesce(t.user_name, t.email), t.email, :staff,
                   coalesce('mailto:' || t.email, lower(t.user_name))
            from import_stage t
            where (t.user_name is not null or t.email is not null)
              and not exists (select from users u where lower(u.email) = t.email)
              and not exists (select from users u
                              where lower(t.user_name) in (lower(u.display_name), lower(u.username))
                                and (t.email is null or u.email is null))
            order by coalesce('mailto:' || t.email, lower(t.user_name)), t.n
            on conflict (import_key) do nothing
            """)
        .with("staff", Role.STAFF)
        .update();
  }

  private int createServices() {
    tx.sql(
            """
            update services set import_key = null
            where client_id in (select c.id from clients c where lower(c.legal_name) in
                                (select lower(client) from import_stage))
              and import_key in (select lower(service) from import_stage)
              and lower(service_type) <> import_key
            """)
        .update();
    return tx.sql(
            """
            insert into services (client_id, service_type, billing_frequency, import_key)
            select distinct on (c.id, lower(t.service)) c.id, t.service, 'HOURLY', lower(t.service)
            from import_stage t
            join (select lower(legal_name) as name, min(id) as id from clients
                  where lower(legal_name) in (select lower(client) from import_stage)
                  group by 1) c on c.name = lower(t.client)
            where t.service is not null
              and not exists (select from services s where s.client_id = c.id
                              and lower(s.service_type) = lower(t.service))
            order by c.id, lower(t.service), t.n
            on conflict (client_id, import_key) do nothing
            """)
        .update();
  }

  /**
   * Inserts what is new and lies in no locked week. The rate of a row without one of its own is
   * resolved only where it is in the currency of the client's rates.
   *
   * @throws IllegalStateException when a name of the batch leads nowhere; somebody may have changed
   *     it meanwhile, and another attempt finds or creates it
   */
  private Entries insertEntries(Batch batch) {
    List<ImportProblem> refused = new ArrayList<>();
    long[] sums = new long[3];
    tx.sql(
            """
            with client as materialized (
              select distinct on (lower(c.legal_name)) lower(c.legal_name) as name, c.id, c.currency,
                     c.default_hourly_rate
              from clients c
              where lower(c.legal_name) in (select lower(client) from import_stage)
              order by lower(c.legal_name), c.id),
            person as materialized (
              select distinct on (k.email, k.name) k.email, k.name, u.id, u.hourly_rate,
                     u.display_name
              from (select distinct email, lower(user_name) as name from import_stage) k
              left join users u on (lower(u.email) = k.email
                or (k.name in (lower(u.display_name), lower(u.username))
                    and (k.email is null or u.email is null))
                or (u.id = :importer and k.email is null and k.name is null))
              order by k.email, k.name, (lower(u.email) = k.email) desc nulls last,
                       (lower(u.display_name) = k.name) desc nulls last, u.id),
            service as materialized (
              select distinct on (s.client_id, lower(s.service_type)) s.client_id,
                     lower(s.service_type) as name, s.id, s.hourly_rate
              from services s where s.client_id in (select id from client)
              order by s.client_id, lower(s.service_type), s.id),
            resolved as materialized (
              select t.*, c.id as client_id, s.id as service_id, p.id as user_id, p.display_name,
                     cast(date_trunc('week', cast(t.date as timestamp)) as date) as week,
                     coalesce(t.rate, case when coalesce(t.currency, c.currency) = c.currency
                       then coalesce(s.hourly_rate, p.hourly_rate, c.default_hourly_rate) end)
                       as hourly_rate,
                     coalesce(t.currency, c.currency) as applied_currency,
                     row_number() over (partition by t.source_system, t.source_id order by t.n)
                       as occurrence
              from import_stage t
              left join client c on c.name = lower(t.client)
              left join person p on coalesce(p.email, '') = coalesce(t.email, '')
                                and coalesce(p.name, '') = coalesce(lower(t.user_name), '')
              left join service s on s.client_id = c.id and s.name = lower(t.service)),
            locked as materialized (
              select k.user_id, k.week
              from (select distinct user_id, week from resolved where user_id is not null) k
              cross join lateral (
                select from timesheet_entries e
                where e.user_id = k.user_id and e.date >= k.week and e.date < k.week + 7
                  and e.status in ('APPROVED', 'INVOICED') limit 1) approved),
            repeated as materialized (
              select r.n from resolved r
              where r.occurrence > 1
                 or exists (select from timesheet_entries e
                            where e.source_system = r.source_system and e.source_id = r.source_id
                              and e.import_id = :import)),
            inserted as (
              insert into timesheet_entries (client_id, service_id, user_id, date, start_time,
                end_time, duration, project_task, description, tags, billable, own_rate,
                hourly_rate, currency, source_system, source_id, import_id)
              select r.client_id, r.service_id, r.user_id, r.date, r.start_time, r.end_time,
                     r.duration, r.task, r.description,
                     coalesce(regexp_split_to_array(r.tags, '\\s*,\\s*'), '{}'), r.billable,
                     r.rate, r.hourly_rate, r.applied_currency, r.source_system, r.source_id, :import
              from resolved r
              where r.client_id is not null and r.user_id is not null
                and (r.user_id, r.week) not in (select user_id, week from locked)
              order by r.n
              on conflict (source_system, source_id) do nothing
              returning duration)
            select null as line, null as value, null as detail, count(*) as entries,
                   coalesce(sum(duration), 0) as seconds,
                   (select count(*) from resolved r
                    where r.client_id is null or r.user_id is null
                       or (r.service is not null and r.service_id is null)) as lost
            from inserted
            union all
            (select r.line, cast(r.date as text), 'The week of ' || r.week || ' of '
                    || r.display_name || ' has been approved and is locked.', 0, 0, 0
             from resolved r join locked l on l.user_id = r.user_id and l.week = r.week
             where not exists (select from timesheet_entries e
                               where e.source_system = r.source_system
                                 and e.source_id = r.source_id)
               and r.n not in (select n from repeated)
             order by r.n)
            union all
            (select r.line, r.source_id, 'An earlier row of this file has the same sourceId.',
                    0, 0, 0
             from resolved r join repeated t on t.n = r.n
             order by r.n)
            """)
        .with("import", batch.importId())
        .with("importer", batch.importer())
        .list(
            row -> {
              String detail = row.getString("detail");
              if (detail != null) {
                refused.add(
                    new ImportProblem(row.getLong("line"), null, row.getString("value"), detail));
              }
              sums[0] += row.getLong("entries");
              sums[1] += row.getLong("seconds");
              sums[2] += row.getLong("lost");
              return null;
            });
    if (sums[2] > 0) {
      throw new IllegalStateException(
          sums[2] + " rows name a client, person or service that is not there any more");
    }
    return new Entries(sums[0], sums[1], refused);
  }
}
