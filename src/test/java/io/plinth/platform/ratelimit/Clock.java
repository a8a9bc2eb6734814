package io.plinth.platform.ratelimit;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** A clock that goes when a test says so. */
final class Clock implements TimeMeter {
  private long nanos = Long.MAX_VALUE / 2;

  void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Override
  public long currentTimeNanos() {
    return nanos;
  }

  @Override
  public boolean isWallClockBased() {
    return false;
  }
}
