package io.plinth.platform.cache;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Results of one kind: how long they live, and how often they were of use. */
final class Region {
  final String name;
  final Duration ttl;
  final LongAdder hits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder stale = new LongAdder();
  final LongAdder evictions = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder entries = new LongAdder();

  Region(String name, Duration ttl) {
    this.name = name;
    this.ttl = ttl;
  }

  /** Recomputed in the background from here on: the last fifth of its life. */
  long refreshAfterMillis() {
    return ttl.toMillis() * 4 / 5;
  }

  /** Served while the database is away, up to here. */
  long staleMillis() {
    return ttl.toMillis() * 10;
  }
}
