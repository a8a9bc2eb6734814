package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileNameTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 31);

  private static FileName name(String path, Map<String, List<String>> query) {
    return FileName.of(path, query, DAY, "csv");
  }

  @Test
  void saysWhatAndWhen() {
    assertThat(name("clients.csv", Map.of()).text()).isEqualTo("clients_2026-03-31.csv");
    assertThat(name("api/v1/timesheet-entries", Map.of()).text())
        .isEqualTo("timesheet-entries_2026-03-31.csv");
    assertThat(name("clients/7/entries.csv", Map.of()).text())
        .isEqualTo("clients-7-entries_2026-03-31.csv");
  }

  @Test
  void namesEveryFilterAndNothingElse() {
    Map<String, List<String>> query =
        Map.of(
            "status", List.of("ACTIVE,PAUSED"),
            "q", List.of("../a b"),
            "ownerId", List.of(""),
            "sort", List.of("-revenue"),
            "after", List.of("token"));
    assertThat(name("clients.csv", query).text())
        .isEqualTo("clients_q-a-b_status-ACTIVE-PAUSED_2026-03-31.csv");
  }

  @Test
  void staysShort() {
    Map<String, List<String>> query = Map.of("q", List.of("x".repeat(1_000)));
    assertThat(name("clients.csv", query).text()).hasSizeLessThan(170).endsWith("_2026-03-31.csv");
  }

  @Test
  void givesOldReadersAsciiAndNoWayOutOfTheQuotes() {
    assertThat(name("clients.csv", Map.of("q", List.of("Søn\"é\r\n"))).contentDisposition())
        .isEqualTo(
            "attachment; filename=\"clients_q-S_n-e_2026-03-31.csv\";"
                + " filename*=UTF-8''clients_q-S%C3%B8n-%C3%A9_2026-03-31.csv");
  }

  @Test
  void longFilterTakesNoLongerThanItIsLong() {
    Map<String, List<String>> query = Map.of("q", List.of("x" + ".".repeat(1_000_000) + "y."));
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(name("clients.csv", query).text()).startsWith("clients_q-x..."));
  }
}
