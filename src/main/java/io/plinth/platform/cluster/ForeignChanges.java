package io.plinth.platform.cluster;

import io.plinth.platform.cache.RecentWriters;
import io.plinth.platform.cache.ResultCache;
import io.plinth.platform.persistence.Changes;
import io.plinth.platform.persistence.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What other nodes have committed ends here what it ends there. */
@ApplicationScoped
public class ForeignChanges {
  /** A transaction may have read an entity before it was changed, and put it by afterwards. */
  private static final Duration EVICTED_AGAIN = Duration.ofSeconds(4);

  private final Map<String, Long> evictedLately = new ConcurrentHashMap<>();
  private Database database;
  private Changes changes;
  private ResultCache results;
  private RecentWriters writers;

  protected ForeignChanges() {}

  @Inject
  public ForeignChanges(
      Database database, Changes changes, ResultCache results, RecentWriters writers) {
    this.database = database;
    this.changes = changes;
    this.results = results;
    this.writers = writers;
  }

  void note(Announcement announcement) {
    if (announcement.userId() != 0) {
      writers.wroteElsewhere(announcement.userId());
    }
    if (announcement.tables().isEmpty()) {
      forgetAll();
    } else {
      long now = System.nanoTime();
      announcement.tables().forEach(table -> evictedLately.put(table, now));
      announcement.tables().stream().filter(Changes::isCache).forEach(this::clear);
      database.evict(announcement.tables());
      changes.written(announcement.tables());
    }
  }

  private void clear(String cache) {
    results.clear(Changes.cacheName(cache));
    database.clear(Changes.cacheName(cache));
  }

  /** To be called every second. */
  void evictAgain() {
    long now = System.nanoTime();
    database.evict(Set.copyOf(evictedLately.keySet()));
    evictedLately.values().removeIf(at -> now - at > EVICTED_AGAIN.toNanos());
  }

  void forgetAll() {
    database.evictAll();
    changes.forgetAll();
  }
}
