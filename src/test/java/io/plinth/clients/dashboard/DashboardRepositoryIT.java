package io.plinth.clients.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.persistence.MigratedDatabase;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What prospects are worth: what was offered, else what was estimated. */
class DashboardRepositoryIT {
  private static final LocalDate TODAY = LocalDate.of(2026, 5, 20);
  private static MigratedDatabase database;
  private static DashboardRepository repository;

  @BeforeAll
  static void fill() {
    database = MigratedDatabase.create("dashboard");
    repository = new DashboardRepository(database.transactions());
    database.execute(
        """
        insert into clients (id, legal_name, status, stage, currency, estimated_value) values
          (1, 'later', 'PROSPECT', 'NEW', 'USD', 1), (2, 'free', 'PROSPECT', 'CONTACTED', 'USD', 20),
          (3, 'over', 'PROSPECT', 'PROPOSAL', 'USD', 300), (4, 'euro', 'PROSPECT', 'NEW', 'EUR', 9),
          (5, 'won', 'ACTIVE', 'WON', 'USD', 1), (6, 'lost', 'DEAD', 'LOST', 'USD', 5000)
        """,
        """
        insert into services (client_id, service_type, billing_frequency, fee, start_date, end_date,
          active) values
          (1, 's', 'MONTHLY', 100, '2026-09-01', null, true), (2, 's', 'ANNUAL', 0, null, null, true),
          (2, 't', 'QUARTERLY', null, null, null, true),
          (3, 's', 'MONTHLY', 7, null, '2026-05-19', true),
          (5, 's', 'QUARTERLY', 50, null, '2026-05-20', true), (5, 't', 'ONE_TIME', 9, null, null, true),
          (6, 's', 'MONTHLY', 7, null, null, false)
        """,
        """
        insert into client_stage_changes (client_id, stage, changed_at)
        select id, stage, timestamptz '2026-04-01 12:00Z' from clients where stage in ('WON', 'LOST')
        """);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static final DashboardFilter YEAR =
      new DashboardFilter(null, null, null, List.of(), List.of(), null).complete(TODAY, "USD");

  @Test
  void pipelineAndOutcomeAreWorthTheSame() {
    String stages =
        database.read(1, () -> repository.listStages(YEAR, TODAY, true)).stream()
            .map(
                s ->
                    s.stage()
                        + " "
                        + s.count()
                        + " "
                        + s.value().stripTrailingZeros().toPlainString())
            .collect(Collectors.joining(", "));
    assertThat(stages).isEqualTo("NEW 2 1200, CONTACTED 1 20, PROPOSAL 1 300, NEGOTIATION 0 0");
    var closed = database.read(1, () -> repository.countClosed(YEAR, TODAY, ZoneOffset.UTC, true));
    assertThat(closed.get("WON").value()).isEqualByComparingTo("200");
    assertThat(closed.get("LOST").value()).isEqualByComparingTo("5000");
  }
}
