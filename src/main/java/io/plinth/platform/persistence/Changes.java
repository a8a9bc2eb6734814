package io.plinth.platform.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How often each table has been written by a committed transaction. What was computed from tables
 * is fresh for as long as their {@linkplain #stamp stamp} is the one read before the computation
 * began: a commit in the middle makes it stale at once.
 */
@ApplicationScoped
public class Changes {
  /** No table's name as statements have it. */
  private static final String CACHE = "cache:";

  private final Map<String, AtomicLong> versions = new ConcurrentHashMap<>();
  private final AtomicLong forgotten = new AtomicLong();
  private volatile Sharing sharing =
      new Sharing(tables -> Optional.empty(), () -> {}, () -> false, OptionalLong::empty);
  private volatile boolean undecided;
  private Event<Committed> committed;

  /** For tests without a container. */
  public Changes() {}

  @Inject
  public Changes(Event<Committed> committed) {
    this.committed = committed;
  }

  /** Published on the writer's thread, when the data is visible to everybody. */
  public record Committed(Set<String> tables) {}

  /**
   * How changes are told among several nodes.
   *
   * @param announcement what a transaction that wrote these tables tells the other nodes by its
   *     commit; empty: nothing
   * @param committed is told that the database has taken a commit of this node
   * @param doubted whether changes of other nodes may not be known here at the moment
   * @param awaySince see {@link Changes#awaySince}
   */
  public record Sharing(
      Function<Set<String>, Optional<String>> announcement,
      Runnable committed,
      BooleanSupplier doubted,
      Supplier<OptionalLong> awaySince) {}

  /** There may be other nodes. Until this is said, there are none. */
  public void share(Sharing with) {
    sharing = with;
  }

  Optional<String> announcement(Set<String> tables) {
    return sharing.announcement().apply(tables);
  }

  /** Says whether a commit of this node may still happen, or not. */
  void doubt(boolean undecidedCommit) {
    undecided = undecidedCommit;
  }

  /** Says that this node has written: it reaches the database. */
  void committed() {
    sharing.committed().run();
  }

  /**
   * Whether another node, or a commit that nobody waits for any more, may have changed what this
   * one does not know of: then nothing that is kept may be given out as if it were current.
   */
  public boolean areDoubted() {
    return undecided || sharing.doubted().getAsBoolean();
  }

  /**
   * When the database answered last, by the {@link SteadyClock}, if it is known to be away, and so
   * for every node: nobody can have committed anything since. Empty where it is there, and where
   * others may reach it although this node does not.
   */
  public OptionalLong awaySince() {
    return sharing.awaySince().get();
  }

  /** Ends all that was computed so far, from whatever tables. */
  public void forgetAll() {
    forgotten.incrementAndGet();
  }

  /**
   * What counts as a table from which all results of the cache {@code name} are made: written where
   * somebody clears it.
   */
  public static String cache(String name) {
    return CACHE + name;
  }

  public static boolean isCache(String table) {
    return table.startsWith(CACHE);
  }

  /** The name of the cache that {@code table} stands for. */
  public static String cacheName(String table) {
    return table.substring(CACHE.length());
  }

  /** A number that grows with every commit that wrote one of the tables. */
  public long stamp(Collection<String> tables) {
    long sum = forgotten.get();
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
