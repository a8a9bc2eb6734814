package io.plinth.platform.persistence;

/**
 * The time of day by the machine's clock when this class was loaded, and by what has passed since:
 * whoever sets the clock back or forward makes nothing that is kept older or younger.
 */
public final class SteadyClock {
  private static final long START_MILLIS = System.currentTimeMillis();
  private static final long START_NANOS = System.nanoTime();

  private SteadyClock() {}

  /** Milliseconds since 1970, about. */
  public static long millis() {
    return START_MILLIS + (System.nanoTime() - START_NANOS) / 1_000_000;
  }
}
