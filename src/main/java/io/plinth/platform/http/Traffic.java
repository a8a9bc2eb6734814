package io.plinth.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The requests being worked on; closed at shutdown, when what is in flight may still finish. */
@ApplicationScoped
public class Traffic {
  private static final Duration LOOK = Duration.ofMillis(50);
  private final AtomicInteger active = new AtomicInteger();
  private volatile boolean closed;

  /** Counts a request in. False: it is to be refused, and yet to be counted out. */
  boolean enter() {
    active.incrementAndGet();
    return !closed;
  }

  void leave() {
    active.decrementAndGet();
  }

  public int active() {
    return active.get();
  }

  /** Whether new requests are refused. */
  public boolean isClosed() {
    return closed;
  }

  /** Refuses new requests, and waits for those in flight; true where all of them ended in time. */
  public boolean close(Duration atMost) {
    closed = true;
    long deadline = System.nanoTime() + atMost.toNanos();
    while (active.get() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return active.get() == 0;
  }
}
