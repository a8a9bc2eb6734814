package io.plinth.platform.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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

  /** By the names that Micrometer has for caches. */
  void observe(MeterRegistry registry) {
    gets(registry, "hit", hits);
    gets(registry, "miss", misses);
    gets(registry, "stale", stale);
    FunctionCounter.builder("cache.evictions", evictions, LongAdder::sum)
        .tag("cache", name)
        .register(registry);
    Gauge.builder("cache.size", entries, LongAdder::sum)
        .description("Entries kept now")
        .tag("cache", name)
        .register(registry);
    Gauge.builder("cache.bytes", bytes, LongAdder::sum)
        .description("What the entries take in memory, by estimate")
        .baseUnit("bytes")
        .tag("cache", name)
        .register(registry);
  }

  private void gets(MeterRegistry registry, String result, LongAdder count) {
    FunctionCounter.builder("cache.gets", count, LongAdder::sum)
        .tags("cache", name, "result", result)
        .register(registry);
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
