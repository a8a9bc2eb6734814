package io.plinth.platform.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.health.Outage.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutageTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long START = Long.MAX_VALUE - 5 * SECOND; // nanoTime may overflow
  private final Outage outage = new Outage(Duration.ofMinutes(10), Duration.ofSeconds(4), START);

  @Test
  void isUpWhileTheDatabaseAnswers() {
    assertThat(outage.state(START)).isEqualTo(State.UP);
    outage.seen(true, START + 100 * SECOND);
    assertThat(outage.state(START + 101 * SECOND)).isEqualTo(State.UP);
  }

  @Test
  void isDegradedForTenMinutesAndThenDown() {
    outage.seen(false, START + SECOND);
    assertThat(outage.state(START + SECOND)).isEqualTo(State.DEGRADED);
    outage.seen(false, START + 599 * SECOND);
    assertThat(outage.state(START + 599 * SECOND)).isEqualTo(State.DEGRADED);
    assertThat(outage.state(START + 600 * SECOND)).isEqualTo(State.DOWN);
  }

  @Test
  void isUpAtOnceWhenTheDatabaseAnswersAgain() {
    outage.seen(false, START + SECOND);
    assertThat(outage.state(START + 700 * SECOND)).isEqualTo(State.DOWN);
    outage.seen(true, START + 701 * SECOND);
    assertThat(outage.state(START + 701 * SECOND)).isEqualTo(State.UP);
    outage.seen(false, START + 702 * SECOND);
    assertThat(outage.state(START + 702 * SECOND)).isEqualTo(State.DEGRADED);
  }

  @Test
  void anAnswerThatDoesNotComeIsNone() {
    assertThat(outage.state(START + 3 * SECOND)).isEqualTo(State.UP);
    assertThat(outage.state(START + 4 * SECOND)).isEqualTo(State.DEGRADED);
    assertThat(outage.state(START + 600 * SECOND)).isEqualTo(State.DOWN);
  }
}
