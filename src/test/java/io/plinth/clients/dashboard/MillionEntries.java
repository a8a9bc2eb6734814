package io.plinth.clients.dashboard;

import io.plinth.platform.persistence.MigratedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A firm of 2,000 clients and 6,000 services with 1,000,000 entries in three years, by arithmetic
 * alone and so always the same. Services run for whole months and have fees that twelve divides.
 */
final class MillionEntries {
  static final int ENTRIES = 1_000_000;
  private static final String USERS =
      """
      insert into users (id, display_name, role_id)
      select n, 'Person ' || n, 3 from generate_series(1000, 1019) n
      """;
  private static final String CLIENTS =
      """
      insert into clients (id, legal_name, status, stage, owner_id, currency, entity_type,
        estimated_value, next_follow_up_date)
      select n, 'Client ' || n,
        (array['PROSPECT', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'PAUSED', 'FORMER', 'DEAD'])[1 + n % 7],
        case n % 7 when 0 then (array['NEW', 'CONTACTED', 'PROPOSAL', 'NEGOTIATION'])[1 + n / 7 % 4]
          end,
        case when n % 11 > 0 then 1000 + n % 20 end,
        case n % 10 when 0 then 'EUR' else 'USD' end,
        (array['LLC', 'S_CORP', 'UNKNOWN'])[1 + n % 3],
        case when n % 2 = 0 then n * 10 end,
        case when n % 21 < 3 then date '2025-06-15' + n % 29 - 14 end
      from generate_series(1, 2000) n
      """;
  private static final String STAGES =
      """
      insert into client_stage_changes (client_id, stage, changed_at)
      select n, case n % 7 when 5 then 'LOST' else 'WON' end,
        timestamptz '2024-06-01 12:00:00+00' + make_interval(days => n % 600)
      from generate_series(1, 2000) n where n % 7 in (1, 5)
      union all
      select n, 'LOST', timestamptz '2024-05-01 00:00:00+00' + make_interval(days => n % 500)
      from generate_series(1, 2000) n where n % 28 = 1
      """;
  private static final String SERVICES =
      """
      insert into services (id, client_id, service_type, billing_frequency, fee, start_date,
        end_date, active)
      select n, 1 + n % 2000, 'Service ' || n % 4,
        (array['MONTHLY', 'QUARTERLY', 'ANNUAL', 'ONE_TIME', 'HOURLY'])[1 + n % 5],
        case n % 5 when 4 then null else 12 * (10 + n % 300) end, first,
        case n % 4 when 0
          then cast(first + make_interval(months => 6 + n % 30) as date) - 1 end,
        n % 9 > 0
      from (select n, cast(date '2022-01-01' + make_interval(months => n % 48) as date) as first
            from generate_series(1, 6000) n) s
      """;
  private static final String TIMES =
      """
      insert into timesheet_entries (client_id, service_id, user_id, date, duration, billable,
        hourly_rate, currency)
      select c, case n %% 3 when 0 then null else c + 1999 + n %% 2 * 2000 end, 1000 + n * 31 %% 20,
        date '2023-01-01' + cast(n * 131 %% 1096 as int), 900 * (1 + n %% 20) + n %% 7, n %% 4 > 0,
        case when n %% 50 > 0 then 50 + n %% 5 * 25 end, case c %% 10 when 0 then 'EUR' else 'USD' end
      from (select n, 1 + n * 7919 %% 2000 as c from generate_series(1, cast(%d as bigint)) n) e
      """
          .formatted(ENTRIES);

  private MillionEntries() {}

  /** Without indexes first: building them once takes a fraction of the time. */
  static void fill(MigratedDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String each : List.of(USERS, CLIENTS, STAGES, SERVICES)) {
        statement.execute(each);
      }
      List<String> indexes = new ArrayList<>();
      List<String> names = new ArrayList<>();
      String query =
          """
          select indexname, indexdef from pg_indexes
          where tablename = 'timesheet_entries' and indexname <> 'timesheet_entries_pkey'
          """;
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          names.add(rows.getString(1));
          indexes.add(rows.getString(2));
        }
      }
      statement.execute("drop index " + String.join(", ", names));
      statement.execute(TIMES);
      for (String index : indexes) {
        statement.execute(index);
      }
      statement.execute("vacuum analyze");
    }
  }
}
