package io.plinth.platform.ratelimit;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Counts wrong passwords, by account and place. An account is the name that was typed, whether
 * anybody has it or not: both are answered alike.
 *
 * <p>So many failures lock the account for the place they came from, and for no other. They also
 * slow it down elsewhere: once an account has seen that many failures in all, a place that failed
 * too must pause before its next attempt, 1 s at first and twice as long with each further round of
 * failures, to a minute. The first attempt from a place never waits, so that nobody can keep the
 * owner out from afar; and a pause is an answer and not a thread that sleeps, so that it costs
 * nothing and cannot be used up.
 *
 * <p>An attempt counts as a failure from its beginning and is taken back when it turns out
 * otherwise: a hundred at once are not a hundred guesses. Each entry costs its maker the hashing of
 * a password, so that nobody can push out a lock by making others before it ends by itself.
 */
final class Lockout {
  private static final int MOST_SHIFT = 6;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private final int limit;
  private final long lockNanos;
  private final LongSupplier clock;
  private final Recent<Failures> places;
  private final Recent<Failures> accounts;

  /** How many, and when the last one was. */
  private static final class Failures {
    private int count;
    private long last;
    private Long userId;
  }

  Lockout(int limit, Duration lock, int most, LongSupplier clock) {
    this.limit = limit;
    this.lockNanos = lock.toNanos();
    this.clock = clock;
    places = new Recent<>(most);
    accounts = new Recent<>(most);
  }

  /** Begins an attempt, which counts as failed; or the time it must wait, and nothing counts. */
  synchronized Duration begin(String account, String place) {
    long now = clock.getAsLong();
    Failures here = current(places, key(account, place), now);
    Failures all = current(accounts, account, now);
    long wait = here.count >= limit ? lockNanos : pause(here, all);
    long left = here.last + wait - now;
    if (wait > 0 && left > 0) {
      return Duration.ofNanos(left);
    }
    count(here, now);
    count(all, now);
    places.put(key(account, place), here);
    accounts.put(account, all);
    return Duration.ZERO;
  }

  private static void count(Failures failures, long now) {
    failures.count++;
    failures.last = now;
  }

  private long pause(Failures here, Failures all) {
    if (here.count == 0 || all.count < limit) {
      return 0;
    }
    int shift = Math.min(all.count / limit - 1, MOST_SHIFT);
    return Math.min(Duration.ofSeconds(1L << shift).toNanos(), LONGEST_PAUSE.toNanos());
  }

  private Failures current(Recent<Failures> map, String key, long now) {
    Failures failures = map.get(key);
    return failures == null || now - failures.last >= lockNanos ? new Failures() : failures;
  }

  /** Takes an attempt back that did not come to a result. */
  synchronized void undo(String account, String place) {
    less(places, key(account, place));
    less(accounts, account);
  }

  private static void less(Recent<Failures> map, String key) {
    Failures failures = map.get(key);
    if (failures != null && --failures.count <= 0) {
      map.remove(key);
    }
  }

  /** Notes whose account it is, so that {@link #forget} finds it. */
  synchronized void belongs(String account, long userId) {
    Failures all = accounts.get(account);
    if (all != null) {
      all.userId = userId;
    }
  }

  /** The password was right: the place starts anew, and the account is slow no longer. */
  synchronized void succeed(String account, String place) {
    places.remove(key(account, place));
    accounts.remove(account);
  }

  /** The password of a user is another one now: what was guessed at the old one is past. */
  synchronized void forget(long userId) {
    accounts
        .entrySet()
        .removeIf(
            e -> {
              boolean theirs = e.getValue().userId != null && e.getValue().userId == userId;
              if (theirs) {
                places.keySet().removeIf(k -> k.startsWith(key(e.getKey(), "")));
              }
              return theirs;
            });
  }

  /** Entries kept, of both kinds. */
  synchronized int size() {
    return places.size() + accounts.size();
  }

  private static String key(String account, String place) {
    return account + '\n' + place;
  }
}
