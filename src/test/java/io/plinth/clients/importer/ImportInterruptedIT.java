package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Imports that are cut off, called off, or meet each other: every row is dealt with once. Batches
 * are made to last 0.3 s so that there is a middle to be cut off in.
 */
class ImportInterruptedIT {
  private static final int ROWS = 40_000;
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private static EmbeddedDatabase server;
  private static EmbeddedDatabase.Database database;
  private static Plinth node;
  private final Random random = new Random(20_260_101);
  private Imports imports;

  @BeforeAll
  static void startAll() {
    server = EmbeddedDatabase.open(folder.resolve("postgres"));
    database = server.create("interrupted");
    node = Plinth.start("import-a", database).awaitReady();
    node.given()
        .update(
            """
            create function slow() returns trigger language plpgsql as
            $$ begin perform pg_sleep(0.3); return new; end $$
            """);
    node.given()
        .update(
            """
            create trigger slow before update of processed_rows on imports
            for each row execute function slow()
            """);
  }

  @BeforeEach
  void useNode() {
    imports = new Imports(node.api());
  }

  @AfterEach
  void clear() {
    node.given().update("truncate timesheet_entries, import_problems");
  }

  @AfterAll
  static void stopAll() {
    node.kill();
    server.close();
  }

  @Test
  void serverKilledInTheMiddleAgainAndAgainLosesAndDoublesNothing() {
    GeneratedLog log = new GeneratedLog("killed", ROWS);
    long id = imports.send("k.csv", log.bytes(), log.mapping()).expect(202).id();
    for (int kills = 0; kills < 2; kills++) {
      long before = inTheMiddle(id);
      Imports.pause(random.nextInt(700));
      node.kill();
      node = Plinth.start("import-a", database).awaitReady();
      imports = new Imports(node.api());
      assertThat(processed(imports.get(id))).isBetween(before, (long) ROWS);
    }
    checkWhole(imports.await(id, i -> ended(i, "COMPLETED"), LONG), log);
    assertThat(
            node.given()
                .select(
                    "select count(*) from audit_events where action = 'imports:end'"
                        + " and target_id = ?",
                    id))
        .containsExactly("1");
    assertThat(
            node.given()
                .select(
                    """
                    select string_agg(e.status, ' ' order by seq) from job_events e
                    join imports i on i.job_id = e.job_id
                    where i.id = ? and e.status = 'COMPLETED'
                    """,
                    id))
        .containsExactly("COMPLETED");
  }

  @Test
  void databaseKilledInTheMiddleIsWaitedFor() {
    GeneratedLog log = new GeneratedLog("crashed", ROWS);
    long id = imports.send("c.csv", log.bytes(), log.mapping()).expect(202).id();
    inTheMiddle(id);
    int port = server.port();
    server.crash();
    Imports.pause(3_000);
    server = EmbeddedDatabase.open(folder.resolve("postgres"), port);
    node.awaitReady();
    checkWhole(imports.await(id, i -> ended(i, "COMPLETED"), LONG), log);
  }

  @Test
  void cancelledImportStopsAndSaysWhatItCreated() {
    GeneratedLog log = new GeneratedLog("cancelled", ROWS);
    long id = imports.send("c.csv", log.bytes(), log.mapping()).expect(202).id();
    inTheMiddle(id);
    imports.api().post(Imports.PATH + "/" + id + "/cancel", "").expect(200);
    JsonNode done = imports.await(id, i -> ended(i, "CANCELLED"), LONG);
    assertThat(done.path("created").asInt()).isPositive().isLessThan(log.entries());
    assertThat(stored("cancelled")).startsWith(done.path("created").asText() + " entries");
    Imports.pause(1_000);
    assertThat(imports.get(id)).isEqualTo(done);
    JsonNode rest = imports.run("c.csv", log.bytes(), log.mapping());
    assertThat(rest.path("skipped")).isEqualTo(done.path("created"));
    assertThat(stored("cancelled")).isEqualTo(whole(log));
  }

  @Test
  void importsThatMeetOnTwoNodesStoreEachEntryAndEachNameOnce() {
    GeneratedLog log = new GeneratedLog("met", 30_000);
    String other = "{\"sourceSystem\":\"met too\"}";
    try (Plinth second = Plinth.start("import-b", database).awaitReady()) {
      Imports there = new Imports(second.api());
      byte[] file = log.bytes();
      List<Long> ids =
          Stream.of(imports.send("a.csv", file, log.mapping()), there.send("b.csv", file, other))
              .map(a -> a.expect(202).id())
              .toList();
      List<JsonNode> done = ids.stream().map(imports::awaitEnd).toList();
      assertThat(done).allMatch(d -> d.path("created").asInt() == log.entries());
      assertThat(sum(done, "createdClients")).isEqualTo(150);
      assertThat(sum(done, "createdUsers")).isEqualTo(60);
      assertThat(sum(done, "createdServices")).isEqualTo(300);
      assertThat(distinct("clients", "legal_name")).isEqualTo("150 of 150");
      assertThat(distinct("users", "display_name")).isEqualTo("60 of 60");

      GeneratedLog same = new GeneratedLog("met again", 30_000);
      byte[] twice = same.bytes();
      List<JsonNode> both =
          Stream.of(
                  imports.send("a.csv", twice, same.mapping()),
                  there.send("a.csv", twice, same.mapping()))
              .map(a -> a.expect(202).id())
              .toList()
              .stream()
              .map(imports::awaitEnd)
              .toList();
      assertThat(both).allMatch(d -> ended(d, "COMPLETED"));
      assertThat(sum(both, "created")).isEqualTo(same.entries());
      assertThat(sum(both, "skipped")).isEqualTo(same.entries());
      assertThat(stored("met again")).isEqualTo(whole(same));
    }
  }

  @Test
  void importThatCannotBeDoneFailsWithAProblemAndKeepsWhatItCreated() {
    String attempts = mostAttempts();
    node.given()
        .update(
            "alter table timesheet_entries add constraint poison"
                + " check (description <> 'what was done in row 7000')");
    node.given().update("alter table jobs alter max_attempts set default 2");
    GeneratedLog log = new GeneratedLog("poisoned", 12_000);
    JsonNode done = imports.run("p.csv", log.bytes(), log.mapping());
    node.given().update("alter table timesheet_entries drop constraint poison");
    node.given().update("alter table jobs alter max_attempts set default " + attempts);
    assertThat(mostAttempts()).isEqualTo(attempts).isNotEqualTo("2");
    assertThat(done.path("status").asText()).isEqualTo("FAILED");
    assertThat(done.path("created").asInt()).isEqualTo(5_000 - 5);
    assertThat(done.path("problemCount").asInt()).isEqualTo(5 + 1);
    assertThat(done.at("/problems").findValuesAsText("detail"))
        .anyMatch(d -> d.startsWith("The server failed while it imported"));
    long id = done.path("id").asLong();
    String job = "/api/v1/jobs/" + done.path("jobId").asLong();
    assertThat(imports.api().get(job).expect(200).json().path("status").asText())
        .isEqualTo("FAILED");
    imports.api().post(job + "/retry", "").expect(200);
    JsonNode again = imports.await(id, i -> ended(i, "COMPLETED"), LONG);
    assertThat(again.path("problemCount").asInt()).isEqualTo(log.rejected());
    assertThat(stored("poisoned")).isEqualTo(whole(log));
    assertThat(chunks(id)).isEqualTo("0");
    importThatIsDiscardedLetsGoOfItsFile();
  }

  private void importThatIsDiscardedLetsGoOfItsFile() {
    node.given().update("alter table jobs alter max_attempts set default 1");
    node.given()
        .update("alter table timesheet_entries add constraint poison check (false) not valid");
    GeneratedLog log = new GeneratedLog("discarded", 10);
    JsonNode done = imports.run("d.csv", log.bytes(), log.mapping());
    node.given().update("alter table timesheet_entries drop constraint poison");
    node.given().update("alter table jobs alter max_attempts set default 10");
    long id = done.path("id").asLong();
    assertThat(done.path("status").asText()).isEqualTo("FAILED");
    assertThat(chunks(id)).isEqualTo("1");
    imports.api().delete("/api/v1/jobs/" + done.path("jobId").asLong()).expect(204);
    assertThat(chunks(id)).isEqualTo("0");
    assertThat(imports.get(id).path("jobId").isNull()).isTrue();
  }

  private static String chunks(long id) {
    return node.given().select("select count(*) from import_chunks where import_id = ?", id).get(0);
  }

  private static String mostAttempts() {
    return node.given()
        .select(
            """
            select column_default from information_schema.columns
            where table_name = 'jobs' and column_name = 'max_attempts'
            """)
        .get(0);
  }

  /** Waits until a batch is in and more are to come; how many rows were dealt with. */
  private long inTheMiddle(long id) {
    long before = processed(imports.get(id));
    JsonNode found = imports.await(id, i -> processed(i) > before, LONG);
    assertThat(found.path("status").asText()).isEqualTo("RUNNING");
    return processed(found);
  }

  private static long processed(JsonNode i) {
    return i.path("created").asLong() + i.path("skipped").asLong() + i.path("rejected").asLong();
  }

  private static boolean ended(JsonNode done, String status) {
    return done.path("status").asText().equals(status);
  }

  private void checkWhole(JsonNode done, GeneratedLog log) {
    assertThat(processed(done)).isEqualTo(ROWS).isEqualTo(done.path("rows").asLong());
    assertThat(done.path("created").asInt()).isEqualTo(log.entries());
    assertThat(done.path("rejected").asInt()).isEqualTo(log.rejected());
    assertThat(done.path("problemCount").asInt()).isEqualTo(log.rejected());
    assertThat(done.path("createdHours").decimalValue()).isEqualByComparingTo(log.hours());
    assertThat(stored(log.name())).isEqualTo(whole(log));
  }

  private static String whole(GeneratedLog log) {
    return log.entries() + " entries of " + log.entries() + " rows, " + log.seconds() + " s";
  }

  private static String stored(String system) {
    return node.given()
        .select(
            """
            select count(*) || ' entries of ' || count(distinct description) || ' rows, '
                   || coalesce(sum(duration), 0) || ' s'
            from timesheet_entries where source_system = ?
            """,
            system)
        .get(0);
  }

  private static String distinct(String table, String column) {
    return node.given()
        .select(
            "select count(distinct lower(%1$s)) || ' of ' || count(*) from %2$s where %1$s like ?"
                .formatted(column, table),
            "met %")
        .get(0);
  }

  private static int sum(List<JsonNode> done, String field) {
    return done.stream().mapToInt(d -> d.path(field).asInt()).sum();
  }
}
