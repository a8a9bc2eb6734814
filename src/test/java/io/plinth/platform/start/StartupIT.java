package io.plinth.platform.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.run.EmbeddedDatabase;
import io.plinth.run.EmbeddedDatabase.Database;
import io.plinth.run.PlinthProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The WAR as an operator starts it. */
class StartupIT {
  private static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef";
  private static final Duration START = Duration.ofMinutes(3);

  @Test
  void namesWhatIsMissingOrWrongAndEndsWithStatus2() {
    try (PlinthProcess plinth =
        PlinthProcess.of("startup-without-settings")
            .env("PLINTH_AUDIT_RETENTION", "5d")
            .env("PLINTH_CACHE_TTL_SUMMARIES", "soon")
            .env("PLINTH_FIRM_HOURS_ROUNDING", "SIDEWAYS")
            .env("PLINTH_HTTP_TRUSTED_PROXIES", "10.0.0.1, proxy")
            .start()) {
      assertThat(plinth.ended(START)).isTrue();
      assertThat(plinth.exitStatus()).isEqualTo(2);
      assertThat(plinth.output())
          .contains("PLINTH_DB_URL", "PLINTH_DB_USER", "PLINTH_DB_PASSWORD", "PLINTH_SECRET")
          .as("whoever needs them, needs them much later")
          .contains(
              "PLINTH_AUDIT_RETENTION (plinth.audit.retention) must be 31d or more",
              "PLINTH_CACHE_TTL_SUMMARIES (plinth.cache.ttl.summaries) must be a number",
              "PLINTH_FIRM_HOURS_ROUNDING (plinth.firm.hours-rounding) must be one of",
              "PLINTH_HTTP_TRUSTED_PROXIES (plinth.http.trusted-proxies) must be addresses");
    }
  }

  @Test
  void endsWithStatus2WhenTheDatabaseIsNotThere() {
    Database nowhere = new Database("jdbc:postgresql://127.0.0.1:1/plinth", "plinth", "unused");
    try (PlinthProcess plinth =
        PlinthProcess.of("startup-without-database")
            .database(nowhere)
            .env("PLINTH_SECRET", SECRET)
            .start()) {
      assertThat(plinth.ended(START)).isTrue();
      assertThat(plinth.exitStatus()).isEqualTo(2);
      assertThat(plinth.complaint()).contains("PLINTH_DB_URL");
    }
  }

  @Test
  void refusesToBeOneOfSeveralNodesWithoutAGrid() {
    EmbeddedDatabase server = EmbeddedDatabase.shared();
    try (PlinthProcess plinth =
        PlinthProcess.of("startup-without-grid")
            .database(server.create("startup_without_grid"))
            .env("PLINTH_SECRET", SECRET)
            .env("PLINTH_BOOTSTRAP_ADMIN_PASSWORD", "correct horse battery staple")
            .env("PLINTH_CLUSTER_ENABLED", "true")
            .start()) {
      assertThat(plinth.ended(START)).isTrue();
      assertThat(plinth.exitStatus()).isEqualTo(2);
      assertThat(plinth.complaint()).contains("PLINTH_CLUSTER_ENABLED", "--clustermode tcpip");
    }
    server.drop("startup_without_grid");
  }
}
