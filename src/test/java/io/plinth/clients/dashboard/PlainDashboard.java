package io.plinth.clients.dashboard;

import io.plinth.clients.dashboard.PlainRows.Change;
import io.plinth.clients.dashboard.PlainRows.Client;
import io.plinth.clients.dashboard.PlainRows.Entry;
import io.plinth.clients.dashboard.PlainRows.Service;
import io.plinth.platform.persistence.MigratedDatabase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The dashboard's numbers from the rows themselves, added up one by one. Money is in cents. */
final class PlainDashboard {
  private final Map<Long, Client> clients;
  private final List<Service> services;
  private final List<Entry> entries;
  private final List<Change> changes;

  PlainDashboard(MigratedDatabase database) throws SQLException {
    PlainRows rows = new PlainRows(database);
    clients = rows.clients;
    services = rows.services;
    entries = rows.entries;
    changes = rows.changes;
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
