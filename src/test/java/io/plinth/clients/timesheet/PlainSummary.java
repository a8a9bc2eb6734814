package io.plinth.clients.timesheet;

import io.plinth.platform.persistence.MigratedDatabase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Entries drawn by lot, the same for the same seed, in the database and beside it; and their sums,
 * computed in plain Java.
 */
record PlainSummary(
    List<Long> people, long clientWithoutServices, long pausedClient, List<PlainEntry> entries) {
  private static final List<String> TASKS = List.of("Design", "design", "Review", "");

  /** An entry as far as summaries go. */
  record PlainEntry(
      long client,
      Long service,
      long user,
      String task,
      LocalDate date,
      int seconds,
      boolean billable,
      int rate,
      String currency) {

    private BigDecimal amount() {
      return billable ? hours(rate * (long) seconds, 2) : BigDecimal.ZERO.setScale(2);
    }

    private String key(Set<SummaryKey> keys) {
      List<Object> parts = new ArrayList<>();
      for (SummaryKey key : SummaryKey.values()) {
        parts.add(keys.contains(key) ? part(key) : null);
      }
      return parts.toString();
    }

    private Object part(SummaryKey key) {
      return switch (key) {
        case CLIENT -> client;
        case SERVICE -> service;
        case USER -> user;
        case TASK -> task;
        case DAY -> date;
        case WEEK ->
            "%d-W%02d"
                .formatted(
                    date.get(IsoFields.WEEK_BASED_YEAR),
                    date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        case MONTH -> YearMonth.from(date);
        case BILLABLE -> billable;
      };
    }
  }

  /** Three clients, the first without services, the last paused; four people; 500 entries. */
  static PlainSummary draw(MigratedDatabase database, long seed, LocalDate first, int days) {
    Random random = new Random(seed);
    List<Long> people = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String sql = "insert into users (display_name, role_id) values (?, 3) returning id";
      people.add(database.number(sql, "Person " + i));
    }
    List<Long> clients = new ArrayList<>();
    Map<Long, List<Long>> services = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      clients.add(client(database, i, people));
      services.put(clients.get(i), i == 0 ? List.of() : services(database, clients.get(i)));
    }
    List<PlainEntry> entries = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      long client = clients.get(random.nextInt(3));
      List<Long> own = services.get(client);
      int service = random.nextInt(4);
      int task = random.nextInt(TASKS.size());
      entries.add(
          new PlainEntry(
              client,
              service < own.size() ? own.get(service) : null,
              people.get(random.nextInt(4)),
              TASKS.get(task).isEmpty() ? null : TASKS.get(task),
              first.plusDays(random.nextInt(days)),
              1 + random.nextInt(20_000),
              random.nextBoolean(),
              random.nextInt(3) * 50,
              random.nextInt(4) == 0 ? "EUR" : "USD"));
    }
    entries.forEach(e -> store(database, e));
    return new PlainSummary(people, clients.get(0), clients.get(2), entries);
  }

  private static long client(MigratedDatabase database, int number, List<Long> people) {
    return database.number(
        """
        insert into clients (legal_name, currency, status, entity_type, owner_id)
        values (?, 'USD', ?, 'LLC', ?) returning id
        """,
        "Client " + number,
        number == 2 ? "PAUSED" : "ACTIVE",
        people.get(1));
  }

  private static List<Long> services(MigratedDatabase database, long client) {
    List<Long> services = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      services.add(
          database.number(
              """
              insert into services (client_id, service_type, billing_frequency)
              values (?, 'Same name', 'HOURLY') returning id
              """,
              client));
    }
    return services;
  }

  private static void store(MigratedDatabase database, PlainEntry entry) {
    database.number(
        """
        insert into timesheet_entries (client_id, service_id, user_id, project_task, date, duration,
          billable, hourly_rate, currency)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning id
        """,
        entry.client(),
        entry.service(),
        entry.user(),
        entry.task(),
        entry.date(),
        entry.seconds(),
        entry.billable(),
        entry.rate(),
        entry.currency());
  }

  /** Adds an entry on each of so many days. */
  void addDays(MigratedDatabase database, LocalDate first, int days) {
    database.execute(
        """
        insert into timesheet_entries (client_id, user_id, date, duration, currency)
        select %d, %d, date '%s' + n, 60, 'USD' from generate_series(0, %d) n
        """
            .formatted(clientWithoutServices, people.get(0), first, days - 1));
  }

  /** Sums in a form that can be compared, by key. */
  static Map<String, List<Object>> groups(
      List<PlainEntry> entries, Set<SummaryKey> keys, String currency) {
    return keys.isEmpty()
        ? Map.of()
        : entries.stream()
            .collect(
                Collectors.groupingBy(
                    e -> e.key(keys),
                    Collectors.collectingAndThen(Collectors.toList(), l -> sums(l, currency))));
  }

  static List<Object> sums(List<PlainEntry> entries, String currency) {
    return List.of(
        hours(entries, e -> true),
        hours(entries, PlainEntry::billable),
        hours(entries, e -> !e.billable()),
        entries.stream()
            .filter(e -> e.currency().equals(currency))
            .map(PlainEntry::amount)
            .reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add),
        (long) entries.size());
  }

  private static BigDecimal hours(List<PlainEntry> entries, Predicate<PlainEntry> wanted) {
    return hours(entries.stream().filter(wanted).mapToLong(PlainEntry::seconds).sum(), 4);
  }

  private static BigDecimal hours(long seconds, int places) {
    return BigDecimal.valueOf(seconds)
        .divide(BigDecimal.valueOf(3600), places, RoundingMode.HALF_UP);
  }

  static Map<String, List<Object>> groups(Summary summary) {
    Map<String, List<Object>> groups = new HashMap<>();
    for (Summary.Group g : summary.items()) {
      List<Object> key = new ArrayList<>();
      key.add(g.client() == null ? null : g.client().id());
      key.add(g.service() == null ? null : g.service().id());
      key.add(g.user() == null ? null : g.user().id());
      key.add(g.task());
      key.add(g.day());
      key.add(g.week());
      key.add(g.month());
      key.add(g.billable());
      List<Object> before =
          groups.put(
              key.toString(),
              sums(
                  new Summary.Totals(
                      g.hours(),
                      g.billableHours(),
                      g.nonBillableHours(),
                      g.amount(),
                      g.entries())));
      if (before != null) {
        throw new AssertionError("Twice: " + key);
      }
    }
    return groups;
  }

  static List<Object> sums(Summary.Totals totals) {
    return List.of(
        totals.hours().setScale(4),
        totals.billableHours().setScale(4),
        totals.nonBillableHours().setScale(4),
        totals.amount(),
        totals.entries());
  }
}
