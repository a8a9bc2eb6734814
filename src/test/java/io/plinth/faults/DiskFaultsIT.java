package io.plinth.faults;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Plinth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No room for files any more: as from a full disk, each write beyond the first bytes of a file
 * fails. The limit is set on the running process, so that it started as ever.
 */
@Tag("alone")
class DiskFaultsIT {
  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
  private static final int ROOM = 16 * 1024;
  private static final Pattern DROPPED =
      Pattern.compile("(?m)^access_log_dropped_total(?:\\{[^}]*})? ([0-9.E+]+)$");
  private final Rig rig = Rig.running();
  private final Plinth plinth = rig.plinth();
  private final Api api = plinth.api();

  @BeforeEach
  void needPrlimit() {
    boolean linux = System.getProperty("os.name").equals("Linux");
    Assumptions.assumeTrue(linux && Files.isExecutable(PRLIMIT), "prlimit is not installed");
  }

  @AfterEach
  void giveRoom() throws Exception {
    limit("unlimited");
  }

  private void limit(String bytes) throws Exception {
    String pid = Long.toString(plinth.handle().pid());
    Process process =
        new ProcessBuilder(PRLIMIT.toString(), "--pid", pid, "--fsize=" + bytes + ":unlimited")
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  private Set<String> temporaryFiles() {
    try (Stream<Path> files = Files.list(plinth.temporary())) {
      return files.map(p -> p.getFileName().toString()).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] log(int rows) {
    StringBuilder text = new StringBuilder("date,client,hours,description\n");
    for (int i = 0; i < rows; i++) {
      text.append("2026-01-05,Full,1.5,").append("x".repeat(80)).append(i).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void uploadWithoutRoomIsAProblemLeavesNothingAndTheRestGoesOn() throws Exception {
    byte[] large = log(20_000); // 2 MB
    api.multipart("/api/v1/imports/preview", Map.of(), "warm.csv", large).expect(200);
    Set<String> before = temporaryFiles();
    long imports = rig.truth().number("select count(*) from imports");
    limit(Integer.toString(ROOM));

    for (String path : new String[] {"/api/v1/imports/preview", "/api/v1/imports"}) {
      Answer answer = api.multipart(path, Map.of(), "large.csv", large);
      assertProblem(answer, 503);
      assertThat(answer.text()).contains("room");
      assertThat(answer.header("Retry-After")).matches("\\d+");
    }
    Answer page =
        api.with("Accept", "text/html")
            .multipart("/import/preview", Map.of(), "large.csv", large)
            .expect(503);
    assertThat(page.text()).contains("<main", "room");
    assertThat(temporaryFiles()).noneMatch(f -> f.startsWith("plinth-"));
    assertThat(rig.truth().number("select count(*) from imports")).isEqualTo(imports);
    assertThat(rig.truth().number(chunksOfNothing())).isZero();
    goesOn();

    limit("unlimited");
    // What the reader of uploads had begun to write goes with its garbage, at a later upload.
    Rig.await(
        Duration.ofSeconds(60),
        () -> {
          ProcessSample.of(plinth.handle().pid());
          api.multipart("/api/v1/imports/preview", Map.of(), "large.csv", large).expect(200);
          return before.containsAll(temporaryFiles());
        });
  }

  private static String chunksOfNothing() {
    return "select count(*) from import_chunks c where not exists"
        + " (select from imports i where i.id = c.import_id)";
  }

  private void goesOn() {
    plinth.given().createClient();
    api.with("Accept", "text/html").get("/clients").expect(200);
    plinth.anonymous().get("/health/ready").expect(200);
  }

  @Test
  void exportWithoutRoomIsAProblemAndNotHalfAFile() throws Exception {
    long client = plinth.given().createClient();
    long user = api.get("/api/v1/me").expect(200).json().path("id").asLong();
    plinth
        .given()
        .update(
            """
            insert into timesheet_entries (client_id, user_id, date, duration, description, currency)
            select ?, ?, date '2026-01-05', 60, repeat('long ', 100) || i, 'USD'
            from generate_series(1, 3000) i
            """,
            client,
            user);
    Api csv = api.with("Accept", "text/csv");
    String path = "/api/v1/timesheet-entries?clientId=" + client;
    try {
      limit(Integer.toString(ROOM));
      assertProblem(csv.get(path), 503);
      limit("unlimited");
      assertThat(csv.get(path).expect(200).bytes().length).isGreaterThan(1_500_000);
    } finally {
      plinth.given().update("delete from timesheet_entries where client_id = ?", client);
    }
  }

  @Test
  void logsWithoutRoomCostLinesThatAreCountedAndNoRequest() throws Exception {
    double before = dropped();
    limit("1");
    Rig.await(
        Duration.ofSeconds(20),
        () -> {
          api.get("/api/v1/me").expect(200);
          api.get("/api/v1/" + Given.unique("nothing")).expect(404);
          return dropped() > before;
        });
    goesOn();
    limit("unlimited");
    Rig.await(
        Duration.ofSeconds(10),
        () -> {
          double lost = dropped();
          api.get("/api/v1/me").expect(200);
          Rig.pause(500);
          return dropped() == lost;
        });
  }

  private double dropped() {
    Matcher match = DROPPED.matcher(api.get("/metrics").expect(200).text());
    assertThat(match.find()).as("access_log_dropped_total is there").isTrue();
    return Double.parseDouble(match.group(1));
  }
}
