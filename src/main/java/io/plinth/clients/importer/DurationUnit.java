package io.plinth.clients.importer;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a plain number in a duration column counts. Clock-like {@code 1:30} needs no unit. */
enum DurationUnit {
  SECONDS(1),
  MINUTES(60),
  HOURS(3600);

  private static final BigDecimal CEILING = BigDecimal.valueOf(Integer.MAX_VALUE);

  private final int seconds;

  DurationUnit(int seconds) {
    this.seconds = seconds;
  }

  int seconds() {
    return seconds;
  }

  /**
   * {@code amount} of this unit in whole seconds, half a second upwards; huge values are capped.
   */
  int toSeconds(BigDecimal amount) {
    BigDecimal exact = amount.multiply(BigDecimal.valueOf(seconds)).min(CEILING);
    return exact.max(CEILING.negate()).setScale(0, RoundingMode.HALF_UP).intValue();
  }
}
