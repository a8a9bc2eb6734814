package io.plinth.platform.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The passwords that are being checked, by place. Each holds one of its place's failures until it
 * turns out to be none: a hundred at once are not a hundred guesses. Yet nobody has failed so far,
 * so who is refused because of them waits for how they end: for a moment, and so many at most, for
 * each holds a thread and a place among the requests in work.
 */
final class Turns {
  static final int MOST_WAITING = 12;
  private final long patienceNanos;
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final Semaphore waiting = new Semaphore(MOST_WAITING);

  /**
   * Why an attempt may not begin.
   *
   * @param ofAccount only with this name, and not whatever comes from the place
   * @param busy nothing has failed too often: too much is being checked
   */
  record Refusal(boolean ofAccount, boolean busy, Duration pause) {
    private static final Refusal BUSY = new Refusal(false, true, Duration.ofSeconds(3));
  }

  /** Its own lock. */
  private static final class Place {
    private int users;

    /** The accounts that are being checked, each as often as it is. */
    private final List<String> checked = new ArrayList<>();

    boolean mayChange(Refusal refusal, String account) {
      return refusal.ofAccount() ? checked.contains(account) : !checked.isEmpty();
    }
  }

  Turns(Duration patience) {
    patienceNanos = patience.toNanos();
  }

  /**
   * Begins to check a password: then {@link #end} must follow.
   *
   * @param attempt takes what a failure costs, or says why that cannot be
   */
  Optional<Refusal> begin(String place, String account, Supplier<Optional<Refusal>> attempt) {
    Place here = enter(place);
    boolean begun = false;
    try {
      synchronized (here) {
        Optional<Refusal> refusal = awaited(here, account, attempt);
        begun = refusal.isEmpty();
        if (begun) {
          here.checked.add(account);
        }
        return refusal;
      }
    } finally {
      if (!begun) {
        leave(place);
      }
    }
  }

  /** What {@code question} says once nothing that is being checked can change it. */
  Optional<Refusal> await(String place, Supplier<Optional<Refusal>> question) {
    Place here = enter(place);
    try {
      synchronized (here) {
        return awaited(here, "", question);
      }
    } finally {
      leave(place);
    }
  }

  /** After what the attempt had taken was given back, where it has not failed. */
  void end(String place, String account) {
    Place here = places.get(place);
    synchronized (here) {
      here.checked.remove(account);
      here.notifyAll();
    }
    leave(place);
  }

  private Optional<Refusal> awaited(
      Place here, String account, Supplier<Optional<Refusal>> question) {
    Optional<Refusal> refusal = question.get();
    if (!mayChange(here, refusal, account)) {
      return refusal;
    }
    if (!waiting.tryAcquire()) {
      return Optional.of(Refusal.BUSY);
    }
    try {
      long end = System.nanoTime() + patienceNanos;
      while (mayChange(here, refusal, account)) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return Optional.of(Refusal.BUSY);
        }
        TimeUnit.NANOSECONDS.timedWait(here, left);
        refusal = question.get();
      }
      return refusal;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(Refusal.BUSY);
    } finally {
      waiting.release();
    }
  }

  private static boolean mayChange(Place here, Optional<Refusal> refusal, String account) {
    return refusal.isPresent() && here.mayChange(refusal.get(), account);
  }

  private Place enter(String place) {
    return places.compute(
        place,
        (name, known) -> {
          Place here = known == null ? new Place() : known;
          here.users++;
          return here;
        });
  }

  private void leave(String place) {
    places.computeIfPresent(place, (name, here) -> --here.users > 0 ? here : null);
  }

  /** Places where something is being checked, or waits to be. */
  int size() {
    return places.size();
  }
}
