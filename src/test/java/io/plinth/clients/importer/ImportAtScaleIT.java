package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 200,000 rows in under a minute, in a heap of 512 MiB. */
@Tag("alone")
class ImportAtScaleIT {
  private static final int ROWS = 200_000;
  private static final int MOST_SECONDS = 60;
  private static final int MOST_RESIDENT_MIB = 900;
  private static Plinth plinth;

  @BeforeAll
  static void start() {
    plinth =
        Plinth.start("import-scale", EmbeddedDatabase.shared().create("import_scale")).awaitReady();
  }

  @AfterAll
  static void stop() {
    plinth.close();
    EmbeddedDatabase.shared().drop("import_scale");
  }

  @Test
  void takes200000RowsInUnderAMinute() throws IOException {
    GeneratedLog log = new GeneratedLog("scale", ROWS);
    byte[] file = log.bytes();
    Imports imports = new Imports(plinth.api());
    for (int skipped = 0; skipped <= log.entries(); skipped += log.entries()) {
      long start = System.nanoTime();
      JsonNode done = imports.run("scale.csv", file, log.mapping());
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "%,d rows (%,d bytes), %,d of them known: %.1f s, peak resident %d MiB%n",
          ROWS, file.length, skipped, seconds, peakMiB());
      assertThat(done.path("created").asInt()).isEqualTo(log.entries() - skipped);
      assertThat(done.path("skipped").asInt()).isEqualTo(skipped);
      assertThat(done.path("rejected").asInt()).isEqualTo(log.rejected());
      assertThat(seconds).isLessThan(MOST_SECONDS);
    }
    assertThat(plinth.given().select("select sum(duration) from timesheet_entries"))
        .containsExactly(Long.toString(log.seconds()));
    assertThat(peakMiB()).isLessThan(MOST_RESIDENT_MIB);
  }

  /** Where the system tells; 0 elsewhere. */
  private static long peakMiB() throws IOException {
    Path status = Path.of("/proc/" + plinth.handle().pid() + "/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    String line =
        Files.readAllLines(status).stream().filter(l -> l.startsWith("VmHWM")).findFirst().get();
    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
  }
}
