package io.plinth.clients.dashboard;

import io.plinth.platform.persistence.MigratedDatabase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The dashboard's numbers from the rows themselves, added up one by one. Money is in cents. */
final class PlainDashboard {
  private final Map<Long, Client> clients = new HashMap<>();
  private final List<Service> services = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();

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

    private int perYear() {
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

  PlainDashboard(MigratedDatabase database) throws SQLException {
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

  Predicate<Client> in(String currency, Long owner) {
    return c -> c.currency().equals(currency) && (owner == null || owner.equals(c.owner()));
  }

  List<Client> clients(Predicate<Client> wanted) {
    return clients.values().stream().filter(wanted).toList();
  }

  long annual(Predicate<Client> wanted, LocalDate day) {
    return services.stream()
        .filter(s -> wanted.test(clients.get(s.client())))
        .mapToLong(s -> s.annual(day))
        .sum();
  }

  /** What a prospect may be worth in a year. */
  long worth(Client client, LocalDate today) {
    List<Service> offers =
        services.stream()
            .filter(s -> s.client() == client.id() && s.perYear() > 0)
            .filter(s -> s.offered(today) > 0)
            .toList();
    return offers.isEmpty()
        ? (client.estimate() == null ? 0 : client.estimate())
        : offers.stream().mapToLong(s -> s.offered(today)).sum();
  }

  long oneTime(Predicate<Client> wanted, YearMonth month) {
    return services.stream()
        .filter(s -> wanted.test(clients.get(s.client())))
        .mapToLong(s -> s.once(month))
        .sum();
  }

  long time(Predicate<Client> wanted, YearMonth month) {
    return entries(wanted, month).stream().mapToLong(Entry::cents).sum();
  }

  /** All of a month. */
  long revenue(Predicate<Client> wanted, YearMonth month) {
    return services.stream()
            .filter(s -> wanted.test(clients.get(s.client())))
            .mapToLong(s -> s.earned(month) + s.once(month))
            .sum()
        + time(wanted, month);
  }

  long revenue(Predicate<Client> wanted, int year) {
    long sum = 0;
    for (int month = 1; month <= 12; month++) {
      sum += revenue(wanted, YearMonth.of(year, month));
    }
    return sum;
  }

  List<Entry> entries(Predicate<Client> wanted, YearMonth month) {
    return entries.stream()
        .filter(e -> e.date().getYear() == month.getYear())
        .filter(e -> e.date().getMonth() == month.getMonth())
        .filter(e -> wanted.test(clients.get(e.client())))
        .toList();
  }

  /** Revenue of each client in a year, by client. */
  Map<Long, Long> byClient(Predicate<Client> wanted, int year) {
    Map<Long, Long> sums = new TreeMap<>();
    for (Service s : services) {
      for (int month = 1; month <= 12; month++) {
        YearMonth m = YearMonth.of(year, month);
        sums.merge(s.client(), s.earned(m) + s.once(m), Long::sum);
      }
    }
    for (Entry e : entries) {
      if (e.date().getYear() == year) {
        sums.merge(e.client(), e.cents(), Long::sum);
      }
    }
    sums.keySet().removeIf(id -> !wanted.test(clients.get(id)));
    return sums;
  }

  /** Seconds worked for each client in a year, by client. */
  Map<Long, Long> secondsByClient(int year) {
    Map<Long, Long> sums = new HashMap<>();
    entries.stream()
        .filter(e -> e.date().getYear() == year)
        .forEach(e -> sums.merge(e.client(), (long) e.seconds(), Long::sum));
    return sums;
  }

  /** Clients whose last change to WON or LOST in a year, in UTC, was to {@code stage}. */
  List<Client> closed(Predicate<Client> wanted, int year, String stage) {
    Map<Long, Change> last = new HashMap<>();
    changes.stream()
        .filter(c -> c.stage().equals("WON") || c.stage().equals("LOST"))
        .filter(c -> c.at().atOffset(ZoneOffset.UTC).getYear() == year)
        .forEach(c -> last.merge(c.client(), c, (a, b) -> a.at().isAfter(b.at()) ? a : b));
    return clients(wanted).stream()
        .filter(c -> last.containsKey(c.id()) && last.get(c.id()).stage().equals(stage))
        .toList();
  }

  /** Prospects to call on one of these days. */
  long toCall(Predicate<Client> wanted, Predicate<LocalDate> day) {
    return clients(wanted).stream()
        .filter(c -> c.status().equals("PROSPECT") && c.followUp() != null)
        .filter(c -> day.test(c.followUp()))
        .count();
  }

  static BigDecimal money(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }

  static BigDecimal hours(List<Entry> entries, Predicate<Entry> wanted) {
    return hours(entries.stream().filter(wanted).mapToLong(Entry::seconds).sum());
  }

  static BigDecimal hours(long seconds) {
    return BigDecimal.valueOf(seconds).divide(BigDecimal.valueOf(3600), 4, RoundingMode.HALF_UP);
  }
}
