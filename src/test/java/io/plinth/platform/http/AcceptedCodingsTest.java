package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedCodingsTest {
  private static final List<String> GZIP = List.of("gzip");

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none, plain",
        "'', plain",
        "br, br",
        "gzip, gzip",
        "x-gzip, gzip",
        "GZIP, gzip",
        "'gzip, deflate, br', br",
        "'gzip, deflate, br, zstd', br",
        "'br;q=0.5, gzip;q=0.8', gzip",
        "'br;q=0.8, gzip;q=0.8', br",
        "'br;q=0, gzip', gzip",
        "'br;q=0.000, gzip;q=0.0', plain",
        "*, br",
        "'*;q=0.5, br;q=0', gzip",
        "'*;q=0, gzip', gzip",
        "*;q=0, plain",
        "identity, plain",
        "'identity;q=1, gzip;q=0.5', plain",
        "'identity;q=0.5, gzip;q=0.5', gzip",
        "'identity;q=0, br;q=0.001', br",
        "'gzip ; q = 0.3 , br ;q=0.2', gzip",
        "'br;q=2, gzip', gzip",
        "'br;q=nonsense', plain",
        "'br;q=0.1234, gzip;q=0.1', gzip",
        "'deflate, compress', plain",
        "'brr', plain",
        "',,br,,', br",
      })
  void choosesWhatIsLikedBest(String header, String expected) {
    assertThat(AcceptedCodings.of(header).best(List.of("br", "gzip")).orElse("plain"))
        .isEqualTo(expected);
  }

  /** What takes steps by the square of its length takes hours for these. */
  @ParameterizedTest
  @ValueSource(strings = {"x%sy", "x;%sy", "x;q%sy", "gzip;q=%sy", "x%s;y", "%sx y"})
  void longHeaderTakesNoLongerThanItIsLong(String header) {
    String blanks = " ".repeat(1_000_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(AcceptedCodings.of(header.formatted(blanks)).best(GZIP)).isEmpty());
  }

  @Test
  void choosesOnlyWhatIsThere() {
    assertThat(AcceptedCodings.of("br, gzip;q=0.1").best(List.of("gzip"))).contains("gzip");
    assertThat(AcceptedCodings.of("br, gzip").best(List.of())).isEmpty();
  }
}
