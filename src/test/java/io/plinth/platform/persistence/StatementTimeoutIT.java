package io.plinth.platform.persistence;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A statement that takes too long is cancelled, said so, and forgotten. */
class StatementTimeoutIT {
  private static final String DATABASE = "statement_timeout";
  private static Plinth plinth;

  @BeforeAll
  static void start() {
    plinth =
        Plinth.start(
                "statement-timeout",
                EmbeddedDatabase.shared().create(DATABASE),
                Map.of("PLINTH_DB_STATEMENT_TIMEOUT", "700ms"))
            .awaitReady();
  }

  @AfterAll
  static void stop() {
    plinth.kill();
    EmbeddedDatabase.shared().drop(DATABASE);
  }

  @Test
  void statementThatTakesTooLongIsCancelledAndAnswered504() throws SQLException {
    long client = plinth.given().createClient();
    String path = "/api/v1/clients/" + client;
    try (Connection connection = plinth.connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table clients in access exclusive mode");
      for (Answer answer :
          List.of(
              plinth.api().get(path),
              plinth.api().get("/api/v1/dashboard"),
              plinth.api().patch(path, Map.of("source", "late")),
              plinth.api().with("Accept", "text/csv").get("/api/v1/clients"))) {
        JsonNode problem = assertProblem(answer, 504);
        assertThat(problem.path("type").asText()).isEqualTo("/problems/timed-out");
        assertThat(answer.header("Retry-After")).matches("\\d+");
      }
      Answer page = plinth.api().with("Accept", "text/html").get("/clients").expect(504);
      assertThat(page.text()).contains("<main").doesNotContain("Exception");
      statement.execute("select count(*) from pg_stat_activity where wait_event_type = 'Lock'");
    }
    assertThat(plinth.api().get(path).expect(200).json().path("source").isNull()).isTrue();
    plinth.api().patch(path, Map.of("source", "in time")).expect(200);
  }
}
