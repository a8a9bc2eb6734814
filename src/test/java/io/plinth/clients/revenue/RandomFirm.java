package io.plinth.clients.revenue;

import io.plinth.clients.revenue.PlainRevenue.PlainClient;
import io.plinth.clients.revenue.PlainRevenue.PlainEntry;
import io.plinth.clients.revenue.PlainRevenue.PlainService;
import io.plinth.platform.persistence.MigratedDatabase;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A small firm drawn by lot, the same for the same seed, in the database and beside it: services of
 * every frequency with and without start, end and fee, some switched off; entries with and without
 * service and rate; three currencies, which clients and their entries need not share.
 */
final class RandomFirm {
  private static final List<String> FREQUENCIES =
      List.of("MONTHLY", "QUARTERLY", "ANNUAL", "ONE_TIME", "HOURLY");
  private static final List<String> CURRENCIES = List.of("USD", "USD", "USD", "EUR", "JPY");
  private static final List<String> STATUSES = List.of("PROSPECT", "ACTIVE", "PAUSED", "FORMER");
  private static final List<String> TYPES = List.of("LLC", "S_CORP", "UNKNOWN");
  private static final LocalDate FIRST = LocalDate.of(2023, 1, 1);
  private static final int DAYS = 1_200;

  private final MigratedDatabase database;
  private final Random random;
  private final List<Long> people = new ArrayList<>();
  final List<PlainClient> clients = new ArrayList<>();
  final List<PlainService> services = new ArrayList<>();
  final List<PlainEntry> entries = new ArrayList<>();

  RandomFirm(MigratedDatabase database, long seed) {
    this.database = database;
    this.random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      people.add(
          database.number(
              "insert into users (display_name, role_id) values (?, 3) returning id",
              "Person " + i));
    }
    for (int i = 0; i < 12; i++) {
      clients.add(client(i));
    }
    for (int i = 0; i < 60; i++) {
      services.add(service(pick(clients)));
    }
    for (int i = 0; i < 400; i++) {
      entries.add(entry(pick(clients)));
    }
  }

  private PlainClient client(int number) {
    Long owner = random.nextInt(4) == 0 ? null : pick(people);
    String currency = pick(CURRENCIES);
    String status = pick(STATUSES);
    String type = pick(TYPES);
    long id =
        database.number(
            """
            insert into clients (legal_name, owner_id, currency, status, entity_type)
            values (?, ?, ?, ?, ?) returning id
            """,
            "Client " + number,
            owner,
            currency,
            status,
            type);
    return new PlainClient(id, owner, currency, status, type);
  }

  private PlainService service(PlainClient client) {
    LocalDate start = random.nextInt(4) == 0 ? null : day();
    LocalDate end =
        random.nextInt(2) == 0
            ? null
            : (start == null ? day() : start.plusDays(random.nextInt(500)));
    BigDecimal fee = random.nextInt(8) == 0 ? null : BigDecimal.valueOf(random.nextInt(500_000), 2);
    return add(client, pick(FREQUENCIES), fee, start, end, random.nextInt(4) > 0);
  }

  private PlainService add(
      PlainClient client,
      String frequency,
      BigDecimal fee,
      LocalDate start,
      LocalDate end,
      boolean active) {
    long id =
        database.number(
            """
            insert into services
              (client_id, service_type, billing_frequency, fee, start_date, end_date, active)
            values (?, 'Service', ?, ?, ?, ?, ?) returning id
            """,
            client.id(),
            frequency,
            fee,
            start,
            end,
            active);
    return new PlainService(id, client, frequency, fee, start, end, active);
  }

  private PlainEntry entry(PlainClient client) {
    List<PlainService> own = services.stream().filter(s -> s.client().equals(client)).toList();
    Long service = own.isEmpty() || random.nextInt(3) == 0 ? null : pick(own).id();
    String currency = random.nextInt(10) == 0 ? pick(CURRENCIES) : client.currency();
    BigDecimal rate =
        random.nextInt(6) == 0 ? null : BigDecimal.valueOf(random.nextInt(2_000_000), 4);
    PlainEntry entry =
        new PlainEntry(
            client,
            service,
            day(),
            1 + random.nextInt(86_400),
            random.nextInt(3) > 0,
            rate,
            currency);
    database.number(
        """
        insert into timesheet_entries
          (client_id, service_id, user_id, date, duration, billable, hourly_rate, currency)
        values (?, ?, ?, ?, ?, ?, ?, ?) returning id
        """,
        client.id(),
        service,
        pick(people),
        entry.date(),
        entry.seconds(),
        entry.billable(),
        rate,
        currency);
    return entry;
  }

  /** Days cluster at the ends of months, where mistakes live. */
  private LocalDate day() {
    LocalDate day = FIRST.plusDays(random.nextInt(DAYS));
    return switch (random.nextInt(4)) {
      case 0 -> day.withDayOfMonth(1);
      case 1 -> day.withDayOfMonth(day.lengthOfMonth());
      default -> day;
    };
  }

  private <T> T pick(List<T> among) {
    return among.get(random.nextInt(among.size()));
  }
}
