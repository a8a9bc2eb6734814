package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plinth.fixture.Relay;
import io.plinth.run.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How soon the pool is well again under load: {@code DatabaseFaultsIT}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReturningSourceIT {
  private static final String ADDER = "returning:connection-adder";

  private static HikariConfig config(int port, long patience) {
    EmbeddedDatabase.Database database = EmbeddedDatabase.shared().database("postgres");
    HikariConfig config = new HikariConfig();
    config.setPoolName("returning");
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(patience);
    config.addDataSourceProperty("options", "-c statement_timeout=4321");
    return config;
  }

  @Test
  void firstConnectionFailsAtOnce() {
    HikariConfig config = config(Relay.freePort(), 10_000);
    ReturningSource.putInto(config);

    assertThatThrownBy(() -> new HikariDataSource(config))
        .hasRootCauseMessage("Connection refused");
  }

  @Test
  void whoWaitsGetsAConnectionWhenTheDatabaseIsBack() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Relay wire = Relay.to(EmbeddedDatabase.shared().port())) {
      HikariConfig config = config(wire.port(), 30_000);
      ReturningSource source = ReturningSource.putInto(config);
      try (HikariDataSource pool = new HikariDataSource(config)) {
        assertThat(timeout(pool)).isEqualTo("4321ms");
        wire.cut();
        // So long does the pool believe in a connection without trying it.
        Thread.sleep(600);
        Future<String> waits = thread.submit(() -> timeout(pool));
        Thread.sleep(500);
        assertThat(waits).isNotDone();
        wire.mend();
        assertThat(waits.get(20, TimeUnit.SECONDS)).isEqualTo("4321ms");
        source.close();
      }
    } finally {
      thread.shutdownNow();
    }
  }

  private static String timeout(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        ResultSet row = connection.createStatement().executeQuery("show statement_timeout")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void poolThatIsClosedMeanwhileTriesNoMore() throws Exception {
    try (Relay wire = Relay.to(EmbeddedDatabase.shared().port())) {
      HikariConfig config = config(wire.port(), 1_000);
      ReturningSource source = ReturningSource.putInto(config);
      HikariDataSource pool = new HikariDataSource(config);
      wire.cut();
      Thread.sleep(600);
      assertThatThrownBy(pool::getConnection).isInstanceOf(SQLTransientConnectionException.class);
      assertThat(isTrying()).isTrue();
      source.close();
      pool.close();
      while (isTrying()) {
        Thread.sleep(50);
      }
    }
  }

  private static boolean isTrying() {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals(ADDER));
  }
}
