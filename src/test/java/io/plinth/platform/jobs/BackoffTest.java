package io.plinth.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  /** Draws the least, or the most, that can be drawn. */
  private record Extreme(boolean most) implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long nextLong(long bound) {
      return most ? bound - 1 : 0;
    }
  }

  private static long millis(int attempts, boolean most) {
    return Backoff.after(attempts, new Extreme(most)).toMillis();
  }

  @Test
  void waitsTwiceAsLongAfterEachAttemptUpToALimit() {
    assertThat(millis(1, false)).isEqualTo(2_000);
    for (int attempts = 2; attempts <= 8; attempts++) {
      assertThat(millis(attempts, false)).isEqualTo(2 * millis(attempts - 1, false));
    }
    assertThat(millis(9, false)).isEqualTo(millis(8, false)).isEqualTo(256_000);
    assertThat(millis(Integer.MAX_VALUE, false)).isEqualTo(256_000);
    assertThat(millis(0, false)).isEqualTo(2_000);
  }

  @Test
  void addsLessThanAsMuchAgainByChance() {
    for (int attempts = 1; attempts <= 20; attempts++) {
      assertThat(millis(attempts, true)).isEqualTo(2 * millis(attempts, false) - 1);
      assertThat(millis(attempts, true)).isLessThan(Backoff.LONGEST.toMillis());
    }
    assertThat(millis(20, true)).isEqualTo(Backoff.LONGEST.toMillis() - 1);
  }

  @Test
  void jobsThatFailedTogetherDoNotComeBackTogether() {
    Random random = new Random(7);
    assertThat(random.longs(100).map(x -> Backoff.after(3, random).toMillis()).distinct().count())
        .isGreaterThan(90);
  }
}
