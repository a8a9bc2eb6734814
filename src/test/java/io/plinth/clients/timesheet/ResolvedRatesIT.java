package io.plinth.clients.timesheet;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.persistence.MigratedDatabase;
import java.math.BigDecimal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ResolvedRatesIT {
  @Test
  void onlyTypedEntriesFollowTheClientsCurrency() {
    try (MigratedDatabase database = MigratedDatabase.create("resolved_rates")) {
      database.execute(
          "insert into users (id, display_name, role_id) values (7, 'Ann', 1)",
          "insert into imports (id, user_id, file_name, file_size, status)"
              + " values (7, 7, 'f', 1, 'COMPLETED')",
          "insert into clients (id, legal_name, status, currency, default_hourly_rate)"
              + " values (7, 'A', 'ACTIVE', 'EUR', 70)",
          """
          insert into timesheet_entries (client_id, user_id, date, duration, currency, hourly_rate,
            status, import_id, description)
          select 7, 7, date '2026-01-05', 3600, currency, 60, status, import, name
          from (values ('typed', 'USD', 'DRAFT', null), ('books', 'USD', 'APPROVED', null),
                       ('foreign', 'USD', 'DRAFT', 7), ('imported', 'EUR', 'DRAFT', 7))
            as v(name, currency, status, import)
          """);
      TimesheetRepository repository = new TimesheetRepository(database.transactions(), null);
      database
          .transactions()
          .write(
              () -> {
                repository.resolveRates(7L, null, null);
                return null;
              });
      assertThat(
              database.text(
                  "select string_agg(concat_ws(' ', description, currency, trim_scale(hourly_rate),"
                      + " version), ', ' order by description) from timesheet_entries"))
          .isEqualTo("books USD 60 0, foreign USD 60 0, imported EUR 70 1, typed EUR 70 1");
    }
  }

  /** A rate that changes while an entry is written: whoever comes second waits for the first. */
  @Test
  void entryAndRateThatAreWrittenAtOnceAgree() throws Exception {
    try (MigratedDatabase database = MigratedDatabase.create("rates_at_once")) {
      database.execute(
          "insert into users (id, display_name, role_id) values (7, 'Ann', 1)",
          "insert into clients (id, legal_name, status, currency, default_hourly_rate)"
              + " values (7, 'A', 'ACTIVE', 'USD', 70)");
      TimesheetRepository repository = new TimesheetRepository(database.transactions(), null);
      CountDownLatch read = new CountDownLatch(1);
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        Future<?> entry =
            threads.submit(
                () ->
                    database
                        .transactions()
                        .write(
                            () -> {
                              BigDecimal rate = repository.getAround(7, null, 7).rate();
                              read.countDown();
                              pause();
                              return database
                                  .transactions()
                                  .sql(
                                      """
                                      insert into timesheet_entries (client_id, user_id, date,
                                        duration, currency, hourly_rate)
                                      values (7, 7, '2026-01-05', 60, 'USD', :rate)
                                      """)
                                  .with("rate", rate)
                                  .update();
                            }));
        read.await();
        Future<?> change =
            threads.submit(
                () ->
                    database
                        .transactions()
                        .write(
                            () -> {
                              database
                                  .transactions()
                                  .sql("update clients set default_hourly_rate = 80 where id = 7")
                                  .update();
                              repository.resolveRates(7L, null, null);
                              return null;
                            }));
        entry.get();
        change.get();
      } finally {
        threads.shutdownNow();
      }
      assertThat(database.text("select trim_scale(hourly_rate) from timesheet_entries"))
          .isEqualTo("80");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
