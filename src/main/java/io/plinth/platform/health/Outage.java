package io.plinth.platform.health;

import java.time.Duration;

/** How long the database has not answered. Times are {@link System#nanoTime}. */
final class Outage {
  /** What that means. */
  enum State {
    UP,
    /** Away, but not for long: the node goes on with what it has. */
    DEGRADED,
    DOWN
  }

  private final long tolerated;
  private final long overdue;
  private long lastAnswer;
  private boolean answered = true;

  Outage(Duration tolerated, Duration overdue, long now) {
    this.tolerated = tolerated.toNanos();
    this.overdue = overdue.toNanos();
    lastAnswer = now;
  }

  synchronized void seen(boolean answers, long now) {
    answered = answers;
    lastAnswer = answers ? now : lastAnswer;
  }

  synchronized State state(long now) {
    long silent = now - lastAnswer;
    if (answered && silent < overdue) {
      return State.UP;
    }
    return silent < tolerated ? State.DEGRADED : State.DOWN;
  }
}
