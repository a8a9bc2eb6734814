package io.plinth.platform.ratelimit;

import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConfigurationBuilder;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.hazelcast.Bucket4jHazelcast;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The buckets of one policy in the grid: bytes in a map, changed by compare-and-set, so that the
 * grid needs no class of ours. Whoever asks waits for {@link #PATIENCE} and no longer; after a
 * failure nobody asks for {@link #REST}, for each would wait in vain.
 */
final class SharedBuckets {
  private static final Logger LOG = Logger.getLogger(SharedBuckets.class.getName());
  private static final Duration PATIENCE = Duration.ofMillis(250);
  private static final Duration REST = Duration.ofSeconds(2);

  private final IMap<String, byte[]> map;
  private final ProxyManager<String> buckets;
  private final BucketConfiguration configuration;
  private final UnaryOperator<String> names;
  private final ExecutorService askers;
  private final LongAdder failures;
  private volatile long restUntil = System.nanoTime();

  /**
   * @param names what a key is called in the grid, which is not to know addresses
   * @param askers where those wait who may have to wait too long
   * @param failures counts what the grid did not answer
   */
  SharedBuckets(
      HazelcastInstance grid,
      Policy policy,
      int most,
      UnaryOperator<String> names,
      ExecutorService askers,
      LongAdder failures) {
    String name = "plinth-limit-" + policy.name();
    grid.getConfig().addMapConfig(config(name, policy, most));
    map = grid.getMap(name);
    buckets = Bucket4jHazelcast.casBasedBuilder(map).build();
    ConfigurationBuilder builder = BucketConfiguration.builder();
    policy.bandwidths().forEach(builder::addLimit);
    configuration = builder.build();
    this.names = names;
    this.askers = askers;
    this.failures = failures;
  }

  /** As many as are kept locally, for as long as they could say anything. */
  private static MapConfig config(String name, Policy policy, int most) {
    return new MapConfig(name)
        .setBackupCount(0)
        .setAsyncBackupCount(1)
        .setStatisticsEnabled(false)
        .setMaxIdleSeconds((int) Math.max(60, 2 * policy.window().toSeconds()))
        .setEvictionConfig(
            new EvictionConfig()
                .setEvictionPolicy(EvictionPolicy.LRU)
                .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                .setSize(most));
  }

  /** The bucket's answer; empty where the grid gives none. */
  <T> Optional<T> ask(String key, Function<Bucket, T> question) {
    String name = names.apply(key);
    return inTime(() -> question.apply(buckets.builder().build(name, () -> configuration)));
  }

  /** Whether there is no such bucket, for sure. */
  boolean isMissing(String key) {
    String name = names.apply(key);
    return inTime(() -> !map.containsKey(name)).orElse(false);
  }

  /** Part of a question to the grid. */
  @FunctionalInterface
  private interface Question<T> {
    T ask();
  }

  private <T> Optional<T> inTime(Question<T> question) {
    if (System.nanoTime() - restUntil < 0) {
      failures.increment();
      return Optional.empty();
    }
    Future<T> answer = null;
    try {
      answer = askers.submit(question::ask);
      return Optional.of(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      LOG.log(Level.WARNING, "The grid does not answer about limits: {0}", e.toString());
      restUntil = System.nanoTime() + REST.toNanos();
    }
    if (answer != null) {
      answer.cancel(true);
    }
    failures.increment();
    return Optional.empty();
  }
}
