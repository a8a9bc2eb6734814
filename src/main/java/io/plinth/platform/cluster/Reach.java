package io.plinth.platform.cluster;

import io.plinth.platform.persistence.Line;
import io.plinth.platform.persistence.SteadyClock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Which nodes reach the database, as they tell one another over the grid.
 *
 * <p>A node that does not reach it cannot tell by itself whether the database is away, so that
 * nobody can commit and what it keeps is still the truth, or whether others go on writing. So every
 * node says each second whether it is cut off, and how long ago it last had an answer. The database
 * is away where all nodes that this one knew of are cut off, too, and none had an answer after this
 * one heard of changes for the last time. Silence is no word: a node that has died, or is in
 * another part of a grid that was cut, may do whatever it likes.
 */
final class Reach {
  /** A word counts for so long; they come every second, or two where connecting takes its time. */
  private static final Duration COUNTS = Duration.ofSeconds(4);

  /** Each node asks the database once a second, and may have to wait for the answer. */
  private static final Duration APART = Duration.ofSeconds(3);

  /** For the others to find out, too, and to say so. */
  private static final Duration SETTLED = Duration.ofSeconds(3);

  private final Map<String, Word> words = new ConcurrentHashMap<>();
  private final String self;
  private final LongSupplier nanos;

  /** When this node last knew of all changes. */
  private volatile long heardAt;

  private volatile long answeredAt;
  private volatile long cutOffAt;
  private volatile boolean cutOff;

  /** What a node said: how long before that it had an answer; zero: it is not cut off. */
  private record Word(long silentMillis, long saidAt) {
    boolean counts(long now) {
      return now - saidAt < COUNTS.toNanos();
    }

    long answeredAt() {
      return saidAt - silentMillis * 1_000_000;
    }
  }

  /**
   * @param self this node's id
   * @param nanos as {@link System#nanoTime}
   */
  Reach(String self, LongSupplier nanos) {
    this.self = self;
    this.nanos = nanos;
    heardAt = nanos.getAsLong();
    answeredAt = heardAt;
  }

  /** Notes that this node knows of all that the others have changed. */
  void heard() {
    answeredAt = nanos.getAsLong();
    heardAt = answeredAt;
  }

  /** Notes that it listens again; what was changed meanwhile it does not know. */
  void connected() {
    cutOff = false;
  }

  /** Notes that it has written, on whatever connection. */
  void committed() {
    answeredAt = nanos.getAsLong();
    cutOff = false;
  }

  /** Notes that no line to it could be opened. */
  void failed(RuntimeException failure) {
    if (!Line.isUnreachable(failure)) {
      cutOff = false;
    } else if (!cutOff) {
      cutOffAt = nanos.getAsLong();
      cutOff = true;
    }
  }

  /** What this node tells the others, every second. */
  String word() {
    long silentMillis = (nanos.getAsLong() - answeredAt) / 1_000_000;
    return self + " " + (cutOff ? Math.max(1, silentMillis) : 0);
  }

  void hear(String word) {
    String[] parts = word.split(" ");
    long now = nanos.getAsLong();
    words.values().removeIf(w -> !w.counts(now));
    if (!parts[0].equals(self)) {
      words.put(parts[0], new Word(Long.parseLong(parts[1]), now));
    }
  }

  /**
   * Since when nothing can have changed that this node does not know of, by the steady clock: if
   * the database is away for all; {@code others}: the nodes that this one knew of while it was
   * there.
   */
  OptionalLong awaySince(Collection<String> others) {
    if (!cutOff || !isAwayForAll(others)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(SteadyClock.millis() - (nanos.getAsLong() - heardAt) / 1_000_000);
  }

  private boolean isAwayForAll(Collection<String> others) {
    long now = nanos.getAsLong();
    return others.stream().map(words::get).allMatch(w -> w != null && w.counts(now))
        && words.values().stream().filter(w -> w.counts(now)).allMatch(this::isNoBetterOff);
  }

  private boolean isNoBetterOff(Word word) {
    return word.silentMillis() > 0 && word.answeredAt() - heardAt <= APART.toNanos();
  }

  /** Whether others may reach the database while this node does not. */
  boolean isCutOffAlone(Collection<String> others) {
    return cutOff
        && nanos.getAsLong() - cutOffAt > SETTLED.toNanos()
        && awaySince(others).isEmpty();
  }
}
