package io.plinth.platform.jobs;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What workers wait for: work, the time to look for some, or the end. */
final class Bell {
  private static final Logger LOG = Logger.getLogger(Bell.class.getName());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private volatile boolean ended;

  void ring() {
    lock.lock();
    try {
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits any more. */
  void end() {
    ended = true;
    ring();
  }

  boolean hasEnded() {
    return ended;
  }

  void await(Duration atMost) {
    lock.lock();
    try {
      if (!ended && rung.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.FINEST, "woken");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
