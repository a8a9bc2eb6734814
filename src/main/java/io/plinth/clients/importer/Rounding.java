package io.plinth.clients.importer;

/** How a duration is brought to whole quarter hours. */
public enum Rounding {
  /** As it is, to the second. */
  NONE,
  /** To the nearest quarter, half a quarter upwards. */
  NEAREST,
  /** To the next quarter unless it is one already. */
  UP;

  private static final int QUARTER = 15 * 60;

  /** Rounds {@code seconds} (0 or more) and returns seconds. */
  public int apply(int seconds) {
    return switch (this) {
      case NONE -> seconds;
      case NEAREST -> (seconds + QUARTER / 2) / QUARTER * QUARTER;
      case UP -> (seconds + QUARTER - 1) / QUARTER * QUARTER;
    };
  }
}
