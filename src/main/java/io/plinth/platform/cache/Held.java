package io.plinth.platform.cache;

import java.util.concurrent.atomic.AtomicBoolean;

/** A result that is kept, with what tells whether it is still good. */
final class Held {
  final Object value;
  final Source source;

  /** Bytes, by estimate. */
  final long weight;

  /** Set by whoever recomputes it. */
  final AtomicBoolean refreshing = new AtomicBoolean();

  /** {@link System#nanoTime()} of the last use. */
  volatile long used = System.nanoTime();

  Held(Object value, Source source, long weight) {
    this.value = value;
    this.source = source;
    this.weight = weight;
  }

  Region region() {
    return source.region();
  }
}
