package io.plinth.platform.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often each table has been written by a committed transaction. What was computed from tables
 * is fresh for as long as their {@linkplain #stamp stamp} is the one read before the computation
 * began: a commit in the middle makes it stale at once.
 */
@ApplicationScoped
public class Changes {
  private final Map<String, AtomicLong> versions = new ConcurrentHashMap<>();
  private Event<Committed> committed;

  /** For tests without a container. */
  public Changes() {}

  @Inject
  public Changes(Event<Committed> committed) {
    this.committed = committed;
  }

  /** Published on the writer's thread, when the data is visible to everybody. */
  public record Committed(Set<String> tables) {}

  /** A number that grows with every commit that wrote one of the tables. */
  public long stamp(Collection<String> tables) {
    long sum = 0;
    for (String table : tables) {
      sum += version(table).get();
    }
    return sum;
  }

  /** Says that tables have been written, here or by another node. */
  public void written(Set<String> tables) {
    tables.forEach(table -> version(table).incrementAndGet());
  }

  /** Says that this thread's transaction, which wrote them, has ended. */
  void ended(Set<String> tables) {
    if (!tables.isEmpty()) {
      written(tables);
      if (committed != null) {
        committed.fire(new Committed(tables));
      }
    }
  }

  private AtomicLong version(String table) {
    return versions.computeIfAbsent(table, t -> new AtomicLong());
  }
}
