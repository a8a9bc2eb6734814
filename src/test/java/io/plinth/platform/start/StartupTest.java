package io.plinth.platform.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.persistence.MigrationException;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;

class StartupTest {
  @Test
  void migrationThatFailedSendsNobodyToTheSettings() {
    MigrationException failure =
        new MigrationException(
            "V1__x.sql failed", new FlywayException(new SQLException("no room", "53100")));

    assertThat(Startup.reason(failure)).isEqualTo("V1__x.sql failed");
  }

  @Test
  void databaseThatCannotBeReachedDoes() {
    FlywayException failure =
        new FlywayException("Unable to connect", new SQLException("refused", "08001"));

    assertThat(Startup.reason(failure)).contains("refused", "PLINTH_DB_URL");
  }
}
