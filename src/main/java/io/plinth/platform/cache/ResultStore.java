package io.plinth.platform.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheEventListenerConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.event.CacheEvent;
import org.ehcache.event.CacheEventListener;
import org.ehcache.event.EventType;
import org.ehcache.expiry.ExpiryPolicy;

/**
 * Where results are kept: Ehcache, by reference, bounded in entries by itself and in bytes by us,
 * because Ehcache's own measuring of objects cannot see into records. When the bytes are too many,
 * the least recently used tenth goes.
 */
final class ResultStore implements AutoCloseable {
  private static final String NAME = "results";
  private final CacheManager manager;
  private final Cache<ResultKey, Held> entries;
  private final AtomicLong bytes = new AtomicLong();
  private final ReentrantLock trimming = new ReentrantLock();
  private final long mostBytes;

  ResultStore(long mostEntries, long mostBytes) {
    this.mostBytes = mostBytes;
    CacheEventListener<ResultKey, Held> account = this::account;
    CacheEventListenerConfigurationBuilder accounts =
        CacheEventListenerConfigurationBuilder.newEventListenerConfiguration(
                account,
                EventType.CREATED,
                EventType.UPDATED,
                EventType.REMOVED,
                EventType.EVICTED,
                EventType.EXPIRED)
            .unordered()
            .synchronous();
    manager =
        CacheManagerBuilder.newCacheManagerBuilder()
            .withCache(
                NAME,
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                        ResultKey.class, Held.class, ResourcePoolsBuilder.heap(mostEntries))
                    .withExpiry(new StaleExpiry())
                    .withService(accounts))
            .build(true);
    entries = manager.getCache(NAME, ResultKey.class, Held.class);
  }

  /** An entry lives as long as it could still be served stale. */
  private static final class StaleExpiry implements ExpiryPolicy<ResultKey, Held> {
    @Override
    public Duration getExpiryForCreation(ResultKey key, Held held) {
      return Duration.ofMillis(held.region().staleMillis());
    }

    @Override
    public Duration getExpiryForAccess(ResultKey key, Supplier<? extends Held> held) {
      return null;
    }

    @Override
    public Duration getExpiryForUpdate(ResultKey key, Supplier<? extends Held> before, Held held) {
      return getExpiryForCreation(key, held);
    }
  }

  Held find(ResultKey key) {
    return entries.get(key);
  }

  /** Keeps it, unless it is so large that it would drive out much else. */
  void put(ResultKey key, Held held) {
    if (held.weight <= mostBytes / 8) {
      entries.put(key, held);
      if (bytes.get() > mostBytes) {
        trim();
      }
    }
  }

  long bytes() {
    return bytes.get();
  }

  /** Drops what was computed in a region. */
  void clear(String region) {
    removeIf(held -> held.region().name.equals(region));
  }

  void removeIf(Predicate<Held> unwanted) {
    for (Cache.Entry<ResultKey, Held> entry : entries) {
      if (unwanted.test(entry.getValue())) {
        entries.remove(entry.getKey(), entry.getValue());
      }
    }
  }

  private record Candidate(ResultKey key, Held held, long used) {}

  private void trim() {
    if (!trimming.tryLock()) {
      return; // somebody is at it
    }
    try {
      List<Candidate> oldest = new ArrayList<>();
      entries.forEach(e -> oldest.add(new Candidate(e.getKey(), e.getValue(), e.getValue().used)));
      oldest.sort(Comparator.comparingLong(Candidate::used));
      for (Candidate candidate : oldest) {
        if (bytes.get() <= mostBytes / 10 * 9) {
          return;
        }
        if (entries.remove(candidate.key(), candidate.held())) {
          candidate.held().region().evictions.increment();
        }
      }
    } finally {
      trimming.unlock();
    }
  }

  private void account(CacheEvent<? extends ResultKey, ? extends Held> event) {
    if (event.getNewValue() != null) {
      add(event.getNewValue(), 1);
    }
    if (event.getOldValue() != null) {
      add(event.getOldValue(), -1);
      if (event.getType() == EventType.EVICTED) {
        event.getOldValue().region().evictions.increment();
      }
    }
  }

  private void add(Held held, int sign) {
    bytes.addAndGet(sign * held.weight);
    held.region().bytes.add(sign * held.weight);
    held.region().entries.add(sign);
  }

  @Override
  public void close() {
    manager.close();
  }
}
