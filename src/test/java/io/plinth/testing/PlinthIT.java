package io.plinth.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fixture itself: what the other tests stand on. */
class PlinthIT {
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();

  @Test
  void administratorIsKnownByKeyAndByPassword() {
    assertThat(plinth.api().get("/api/v1/me").expect(200).json().path("username").asText())
        .isEqualTo("admin");
    Api session = plinth.anonymous().signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    assertThat(session.get("/api/v1/me").expect(200).json().path("username").asText())
        .isEqualTo("admin");
  }

  @Test
  void answersSayTheirStatements() {
    long client = given.createClient();
    assertThat(plinth.api().get("/api/v1/clients/" + client).expect(200).statements())
        .isBetween(1, 5);
  }

  @Test
  void personHasTheirRoleByKeyAndByPassword() {
    Person person = given.createUser("Staff");
    assertThat(person.api().get("/api/v1/me").expect(200).json().path("role").asText())
        .isEqualTo("Staff");
    Api session = plinth.anonymous().signIn(person.username(), person.password()).withCsrf();
    long client = given.createClient();
    session
        .post(
            "/api/v1/timesheet-entries",
            "{\"clientId\":%d,\"date\":\"2026-02-01\",\"hours\":2}".formatted(client))
        .expect(201);
  }

  @Test
  void databaseCanBeReadPastTheServer() throws SQLException {
    long client = given.createClient();
    long service = given.createService(client);
    Person person = given.createUser("Viewer");
    long entry = given.createEntry(client, person.id());
    assertThat(
            given.select(
                "select duration from timesheet_entries where id = ? and client_id = ?",
                entry,
                client))
        .isEqualTo(List.of("3600"));
    assertThat(given.select("select client_id from services where id = ?", service))
        .containsExactly(Long.toString(client));
    try (Connection connection = plinth.connection()) {
      assertThat(connection.isValid(1)).isTrue();
    }
  }
}
