package io.plinth.clients.dashboard;

import io.plinth.platform.persistence.MigratedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows that the dashboard is about, as they are stored. Money is in cents. */
final class PlainRows {
  final Map<Long, Client> clients = new HashMap<>();
  final List<Service> services = new ArrayList<>();
  final List<Entry> entries = new ArrayList<>();
  final List<Change> changes = new ArrayList<>();

  /** A client. */
  record Client(
      long id,
      String status,
      String stage,
      Long owner,
      String currency,
      Long estimate,
      LocalDate followUp) {}

  /** A client's step to another stage. */
  record Change(long client, String stage, Instant at) {}

  /** A service; fees are whole, months are whole. */
  record Service(
      long client, String frequency, long fee, LocalDate start, LocalDate end, boolean active) {

    int perYear() {
      return switch (frequency) {
        case "MONTHLY" -> 12;
        case "QUARTERLY" -> 4;
        case "ANNUAL" -> 1;
        default -> 0;
      };
    }

    long annual(LocalDate day) {
      boolean runs = active && !start.isAfter(day) && (end == null || !end.isBefore(day));
      return runs ? fee * 100 * perYear() : 0;
    }

    /** Of the prospect's offer: whether it has begun does not matter. */
    long offered(LocalDate day) {
      return active && (end == null || !end.isBefore(day)) ? fee * 100 * perYear() : 0;
    }

    long earned(YearMonth month) {
      boolean runs =
          (active || end != null)
              && !start.isAfter(month.atDay(1))
              && (end == null || !end.isBefore(month.atEndOfMonth()));
      return runs ? fee * 100 * perYear() / 12 : 0;
    }

    long once(YearMonth month) {
      return frequency.equals("ONE_TIME") && YearMonth.from(start).equals(month) ? fee * 100 : 0;
    }
  }

  /** An entry. */
  record Entry(long client, LocalDate date, int seconds, boolean billable, int rate) {
    long cents() {
      return billable ? (rate * (long) seconds * 2 + 36) / 72 : 0;
    }
  }

  PlainRows(MigratedDatabase database) throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      read(
          connection,
          """
          select id, status, stage, owner_id, currency, estimated_value, next_follow_up_date
          from clients
          """,
          r ->
              clients.put(
                  r.getLong(1),
                  new Client(
                      r.getLong(1),
                      r.getString(2),
                      r.getString(3),
                      r.getObject(4) == null ? null : (Long) r.getLong(4),
                      r.getString(5),
                      r.getObject(6) == null ? null : (Long) (r.getLong(6) * 100),
                      r.getObject(7, LocalDate.class))));
      read(
          connection,
          "select client_id, stage, changed_at from client_stage_changes",
          r ->
              changes.add(new Change(r.getLong(1), r.getString(2), r.getTimestamp(3).toInstant())));
      read(
          connection,
          """
          select client_id, billing_frequency, coalesce(fee, 0), start_date, end_date, active
          from services
          """,
          r ->
              services.add(
                  new Service(
                      r.getLong(1),
                      r.getString(2),
                      r.getLong(3),
                      r.getObject(4, LocalDate.class),
                      r.getObject(5, LocalDate.class),
                      r.getBoolean(6))));
      read(
          connection,
          """
          select client_id, date, duration, billable, cast(coalesce(hourly_rate, 0) as int)
          from timesheet_entries where date >= '2024-01-01' and date < '2026-01-01'
          """,
          r ->
              entries.add(
                  new Entry(
                      r.getLong(1),
                      r.getObject(2, LocalDate.class),
                      r.getInt(3),
                      r.getBoolean(4),
                      r.getInt(5))));
    }
  }

  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  private static void read(Connection connection, String sql, Row row) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(10_000);
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          row.take(rows);
        }
      }
    }
  }
}
