package io.plinth.platform.cache;

import java.util.concurrent.atomic.AtomicBoolean;

/** A result that is kept, with what tells whether it is still good. */
final class Held {
  final Object value;
  final Region region;

  /** Of the tables it was computed from, read before the computation began. */
  final long stamp;

  /** When the computation began, in milliseconds since 1970. */
  final long since;

  /** Bytes, by estimate. */
  final long weight;

  /** Set by whoever recomputes it. */
  final AtomicBoolean refreshing = new AtomicBoolean();

  /** {@link System#nanoTime()} of the last use. */
  volatile long used = System.nanoTime();

  Held(Object value, Region region, long stamp, long since, long weight) {
    this.value = value;
    this.region = region;
    this.stamp = stamp;
    this.since = since;
    this.weight = weight;
  }
}
