package io.plinth.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.http.AddressBlocks;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BelievedTest {
  private static final Duration LONGEST = Duration.ofMillis(500);

  /** Looked up so that it is believed until 100; the outage, where there is one, may last 500. */
  @ParameterizedTest
  @CsvSource({
    "99, 1000, , true",
    "100, 1000, , false",
    "100, 1000, 99, true",
    "598, 1000, 99, true",
    "599, 1000, 99, false", // the outage is too long
    "100, 1000, 100, false", // was not believed when it began
    "299, 300, 99, true",
    "300, 300, 99, false", // the session has ended
    "50, 50, , false"
  })
  void isBelievedForItsTimeAndThroughAnOutage(
      long now, long end, Long awaySince, boolean believed) {
    OptionalLong since = awaySince == null ? OptionalLong.empty() : OptionalLong.of(awaySince);
    Believed somebody = new Believed(null, AddressBlocks.ANYWHERE, 100, end, 0);
    assertThat(somebody.isBelieved(now, since, LONGEST)).isEqualTo(believed);
  }
}
