package io.plinth.platform.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micrometer.core.instrument.MeterRegistry;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.error.Problems;
import io.plinth.platform.http.Json;
import io.plinth.platform.persistence.Changes;
import io.plinth.platform.persistence.StatementLog;
import io.plinth.platform.persistence.SteadyClock;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Results of expensive reads, kept for all who may see the same.
 *
 * <p>A result is served while its region's time to live lasts and no commit has written one of its
 * tables since before it was computed. In the last fifth of its life it is served and recomputed
 * once in the background. Of many who miss the same result at once one computes and the others wait
 * for it. While the database is away, a result that no commit has overtaken is served up to ten
 * times as long, and looked after in the background.
 *
 * <p>While another node may have committed what this one does not know of ({@link
 * Changes#areDoubted}), everybody computes for themselves. That is not so in an outage: nobody can
 * commit then, and what is kept is still true.
 *
 * <p>A thread that is in a transaction, or computes a result, goes past the cache: it would wait
 * for others with a connection in its hands, and might not see what it has just written.
 */
@ApplicationScoped
public class ResultCache {
  private static final Logger LOG = Logger.getLogger(ResultCache.class.getName());
  private static final ThreadLocal<Boolean> COMPUTING = new ThreadLocal<>();
  private static final String TTL = "plinth.cache.ttl.";
  private static final int REFRESHERS = 2;
  private static final int MOST_REFRESHES = 100;
  private static final long PATIENCE_SECONDS = 60;
  private static final long SWEEP_MILLIS = 60_000;
  private static final int OBJECT_PER_JSON = 4;
  private static final int SMALLEST = 512;
  private static final List<String> ANSWERS = List.of(Changes.cache("answers"));

  private final Map<Flight, CompletableFuture<Held>> flights = new ConcurrentHashMap<>();
  private final Map<Method, Rule> rules = new ConcurrentHashMap<>();
  private final Map<String, Region> regions = new ConcurrentHashMap<>();
  private Changes changes;
  private Map<String, Duration> ttls;
  private boolean enabled;
  private ResultStore store;
  private ThreadPoolExecutor refreshers;
  private final AtomicLong swept = new AtomicLong(SteadyClock.millis());

  /** Set by a computation that found the database away, until one succeeds. */
  private volatile boolean away;

  /** Is told of each region that is new. */
  private volatile Consumer<Region> observer = region -> {};

  private record Rule(Region region, List<String> tables) {}

  private record Flight(ResultKey key, long stamp) {}

  protected ResultCache() {}

  @Inject
  public ResultCache(Changes changes, Settings settings) {
    this.changes = changes;
    ttls = settings.names(TTL).collect(Collectors.toMap(name -> name, settings::duration));
    enabled = settings.isOn("plinth.cache.enabled");
    store =
        new ResultStore(
            settings.number("plinth.cache.max-entries", 100, 1_000_000),
            settings.number("plinth.cache.max-bytes", 10L << 20, 50L << 20));
    refreshers =
        new ThreadPoolExecutor(
            REFRESHERS,
            REFRESHERS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_REFRESHES),
            ResultCache::thread,
            new ThreadPoolExecutor.DiscardPolicy());
    refreshers.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "plinth-cache");
    thread.setDaemon(true);
    thread.setContextClassLoader(ResultCache.class.getClassLoader());
    return thread;
  }

  /** Whether this thread computes what will be kept. */
  public static boolean isComputing() {
    return COMPUTING.get() != null;
  }

  /** Whether this thread may be answered from here. */
  boolean isUsable() {
    return enabled && COMPUTING.get() == null && !Transactions.isUnderWay();
  }

  /**
   * The result for {@code key}: kept, or computed now.
   *
   * @param compute on this thread
   * @param again the same on another thread, later
   * @param anew whether to compute it also where one is kept; that one still helps in an outage
   */
  Object get(ResultKey key, Callable<Object> compute, Callable<Object> again, boolean anew)
      throws Exception {
    Rule rule = rules.computeIfAbsent(key.method(), this::rule);
    long stamp = changes.stamp(rule.tables());
    Held held = store.find(key);
    if (held != null && held.source.stamp() != stamp) {
      held = null;
    }
    long age = held == null ? Long.MAX_VALUE : SteadyClock.millis() - held.source.since();
    boolean doubted = changes.areDoubted();
    boolean good = held != null && !doubted && !anew;
    if (good && (age < rule.region().ttl.toMillis() || isAway())) {
      if (age > rule.region().refreshAfterMillis()) {
        refresh(key, rule, held, again);
      }
      return serve(held, age);
    }
    rule.region().misses.increment();
    try {
      Held computed =
          doubted
              ? keep(key, computed(key, rule, stamp, compute))
              : compute(key, rule, stamp, compute);
      Sources.used(computed);
      return computed.value;
    } catch (Exception e) {
      if (held != null && Problems.isDatabaseAway(e) && isStillTrue(held.source)) {
        return serve(held, age);
      }
      throw e;
    }
  }

  /** As far as this node can know, and it has not heard otherwise while it tried to compute it. */
  private boolean isStillTrue(Source source) {
    return source.stamp() == changes.stamp(source.tables()) && !changes.areDoubted();
  }

  /** Known from a computation that failed, or from whoever watches over the database. */
  private boolean isAway() {
    return away || changes.awaySince().isPresent();
  }

  private static Object serve(Held held, long age) {
    boolean stale = age > held.region().ttl.toMillis();
    held.used = System.nanoTime();
    (stale ? held.region().stale : held.region().hits).increment();
    Freshness.used(held, stale);
    Sources.used(held);
    return held.value;
  }

  private Rule rule(Method method) {
    Cached cached = method.getAnnotation(Cached.class);
    Region region = region(cached.region());
    List<String> tables = new ArrayList<>(List.of(cached.tables()));
    tables.add(Changes.cache(region.name));
    return new Rule(region, List.copyOf(tables));
  }

  private Region region(String name) {
    return regions.computeIfAbsent(
        name,
        n -> {
          Region region = new Region(n, ttl(TTL + n));
          observer.accept(region);
          return region;
        });
  }

  private Duration ttl(String name) {
    return Optional.ofNullable(ttls.get(name))
        .orElseThrow(() -> new SettingsException(name, "must be set"));
  }

  /** Shows every region among the metrics. */
  public void observe(MeterRegistry registry) {
    observer = region -> region.observe(registry);
    regions.values().forEach(observer);
  }

  /** Computes, or waits for whoever computes the same. */
  private Held compute(ResultKey key, Rule rule, long stamp, Callable<Object> work)
      throws Exception {
    Flight flight = new Flight(key, stamp);
    CompletableFuture<Held> mine = new CompletableFuture<>();
    CompletableFuture<Held> others = flights.putIfAbsent(flight, mine);
    if (others != null) {
      return await(others);
    }
    try {
      Held held = keep(key, computed(key, rule, stamp, work));
      mine.complete(held);
      return held;
    } catch (Throwable e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      flights.remove(flight);
    }
  }

  private Held keep(ResultKey key, Held held) {
    store.put(key, held);
    long last = swept.get();
    long now = SteadyClock.millis();
    if (now - last > SWEEP_MILLIS && swept.compareAndSet(last, now)) {
      refreshers.execute(this::sweep);
    }
    return held;
  }

  /**
   * Drops what will never be served again: results that a commit has overtaken, answers of which a
   * source is due, and those for sessions that have ended among them. Once a minute while anything
   * is kept: else they would take the place of others until the least recently used goes.
   */
  void sweep() {
    store.removeIf(
        held ->
            held.value instanceof Answer answer
                ? !isGood(held, answer)
                : held.source.stamp() != changes.stamp(held.source.tables()));
  }

  private Held computed(ResultKey key, Rule rule, long stamp, Callable<Object> work)
      throws Exception {
    long since = SteadyClock.millis();
    int transactions = StatementLog.transactionsOfThread();
    COMPUTING.set(true);
    try {
      Object value = work.call();
      away = false;
      Source source = new Source(rule.region(), rule.tables(), stamp, since);
      return new Held(value, source, weight(value) + key.weight());
    } catch (Exception e) {
      away = Problems.isDatabaseAway(e);
      throw e;
    } finally {
      COMPUTING.remove();
      Sources.computed(StatementLog.transactionsOfThread() - transactions);
    }
  }

  private static Held await(CompletableFuture<Held> others) throws Exception {
    try {
      return others.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new ProblemException(
          ProblemType.UNAVAILABLE, "This takes too long at the moment. Try again soon.");
    }
  }

  /**
   * What is kept for a whole answer, where none of its sources is due for anything, and nobody has
   * cleared a cache since: of entities nobody knows which answers they are in.
   */
  Optional<Held> findAnswer(ResultKey key) {
    Held held = isUsable() && !changes.areDoubted() ? store.find(key) : null;
    if (held == null) {
      return Optional.empty();
    }
    Region region = held.region();
    boolean good = isGood(held, (Answer) held.value);
    (good ? region.hits : region.misses).increment();
    held.used = System.nanoTime();
    return good ? Optional.of(held) : Optional.empty();
  }

  private boolean isGood(Held held, Answer answer) {
    return held.source.ageMillis() < held.region().ttl.toMillis()
        && held.source.stamp() == changes.stamp(ANSWERS)
        && answer.sources().stream().allMatch(this::isGood);
  }

  private boolean isGood(Source source) {
    return source.ageMillis() < source.region().refreshAfterMillis()
        && source.stamp() == changes.stamp(source.tables());
  }

  void keepAnswer(ResultKey key, Answer answer) {
    Source now =
        new Source(region("answers"), ANSWERS, changes.stamp(ANSWERS), SteadyClock.millis());
    keep(key, new Held(answer, now, answer.weight() + key.weight()));
  }

  private void refresh(ResultKey key, Rule rule, Held held, Callable<Object> again) {
    if (held.refreshing.compareAndSet(false, true)) {
      refreshers.execute(
          () -> {
            try {
              compute(key, rule, changes.stamp(rule.tables()), again);
            } catch (Exception e) {
              LOG.log(Level.WARNING, "A kept result could not be refreshed: {0}", e.toString());
              held.refreshing.set(false);
            }
          });
    }
  }

  /** An estimate: what it is as JSON, times what objects take for that. */
  private static long weight(Object value) {
    try {
      return SMALLEST + (long) OBJECT_PER_JSON * Json.MAPPER.writeValueAsBytes(value).length;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Only what can be written as JSON can be kept", e);
    }
  }

  /**
   * What a region has done since the start.
   *
   * @param stale answers given beyond the time to live, while the database was away
   * @param bytes that its entries take now, by estimate
   */
  public record Statistics(
      String region, long hits, long misses, long stale, long evictions, long entries, long bytes) {

    /** Between 0 and 1; 0 where nothing was asked. */
    public double hitRate() {
      long asked = hits + stale + misses;
      return asked == 0 ? 0 : (double) (hits + stale) / asked;
    }
  }

  /** By region's name. */
  public List<Statistics> statistics() {
    return regions.values().stream()
        .sorted(Comparator.comparing(r -> r.name))
        .map(
            r ->
                new Statistics(
                    r.name,
                    r.hits.sum(),
                    r.misses.sum(),
                    r.stale.sum(),
                    r.evictions.sum(),
                    r.entries.sum(),
                    r.bytes.sum()))
        .toList();
  }

  /** Drops what this node keeps in a region; whether there is one of that name. */
  public boolean clear(String region) {
    if (!regions.containsKey(region)) {
      return false;
    }
    store.clear(region);
    return true;
  }

  @PreDestroy
  void stop() {
    refreshers.shutdownNow();
    store.close();
  }
}
