package io.plinth.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plinth.fixture.Api;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The backup and the restore of the operations guide, command by command, on the oldest PostgreSQL
 * that Plinth supports, which thereby is seen to carry it.
 */
class BackupIT {
  private static final List<String> TABLES =
      List.of(
          "roles",
          "role_permissions",
          "users",
          "api_keys",
          "clients",
          "client_stage_changes",
          "services",
          "timesheet_entries",
          "audit_events",
          "audit_chain",
          "audit_checkpoints",
          "flyway_schema_history");

  @TempDir private Path folder;

  @Test
  void backupTakenWhileItRunsIsRestoredToAPlinthThatWorks() throws Exception {
    try (InstalledPostgres server = InstalledPostgres.start(folder)) {
      String dump = folder.resolve("plinth.dump").toString();
      server.run("createdb", "--owner=plinth", "--encoding=UTF8", "--template=template0", "plinth");
      Map<String, String> rows;
      Person person;
      JsonNode dashboard;
      try (Plinth plinth =
          Plinth.start("backup", server.database("plinth"), Map.of("PLINTH_DEMO", "true"))
              .awaitReady()) {
        person = plinth.given().createUser("Manager");
        use(plinth, person);
        awaitChained(plinth);
        rows = dump(server, dump);
        dashboard = figures(plinth.api());
        plinth.given().createClient(); // after the backup, and not in it
      }
      server.run("createdb", "--owner=plinth", "restored");
      server.run("pg_restore", "--no-owner", "--role=plinth", "--dbname=restored", dump);
      assertThat(checksums(new Truth(server.database("restored")))).isEqualTo(rows);
      try (Plinth restored = Plinth.start("restored", server.database("restored")).awaitReady()) {
        assertThat(figures(restored.api())).isEqualTo(dashboard);
        use(restored, person);
        JsonNode trail = restored.api().get("/api/v1/audit/verification").expect(200).json();
        assertThat(trail.path("intact").asBoolean()).as("%s", trail).isTrue();
        assertThat(trail.path("events").asLong()).isPositive();
      }
      // That the sums see what was written since.
      assertThat(checksums(new Truth(server.database("restored")))).isNotEqualTo(rows);
    }
  }

  /** Dumps it, again where something was written meanwhile; what was in it. */
  private static Map<String, String> dump(InstalledPostgres server, String file) {
    Truth truth = new Truth(server.database("plinth"));
    Map<String, String> before;
    Map<String, String> after = checksums(truth);
    do {
      before = after;
      server.run("pg_dump", "--format=custom", "--file=" + file, "plinth");
      after = checksums(truth);
    } while (!after.equals(before));
    return after;
  }

  /** Sign in, write, list, page, search, dashboard. */
  private static void use(Plinth plinth, Person person) {
    Api session = plinth.anonymous().signIn(person.username(), person.password());
    session.get("/?panels=all").expect(200);
    session.get("/clients").expect(200);
    long client = plinth.given().createClient();
    long service = plinth.given().createService(client);
    plinth.given().createEntry(client, person.id(), Map.of("serviceId", service));
    JsonNode first = plinth.api().get("/api/v1/clients?size=5&sort=name").json();
    assertThat(first.path("items")).hasSize(5);
    String next = Api.encode(first.at("/page/next").asText());
    plinth.api().get("/api/v1/clients?size=5&sort=name&after=" + next).expect(200);
    assertThat(plinth.api().get("/api/v1/clients?search=lab").expect(200).json().path("items"))
        .isNotNull();
    plinth.api().get("/api/v1/revenue").expect(200);
  }

  private static JsonNode figures(Api api) {
    ObjectNode figures = (ObjectNode) api.get("/api/v1/dashboard").expect(200).json();
    figures.remove("asOf");
    return figures;
  }

  private static void awaitChained(Plinth plinth) {
    Rig.await(
        Duration.ofSeconds(60),
        () ->
            plinth
                .given()
                .select(
                    "select count(*) from audit_events e where not exists"
                        + " (select from audit_chain c where c.event_id = e.id)")
                .equals(List.of("0")));
  }

  private static Map<String, String> checksums(Truth truth) {
    Map<String, String> sums = new HashMap<>();
    for (String table : TABLES) {
      sums.put(table, truth.checksum(table, "*"));
    }
    return sums;
  }
}
