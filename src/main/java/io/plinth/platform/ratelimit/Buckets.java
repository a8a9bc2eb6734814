package io.plinth.platform.ratelimit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * The token buckets of one policy, by key, in local memory; on several nodes in the grid, and here
 * while it does not answer.
 *
 * <p>At most so many are kept; the one that was not used for longest goes first. Whoever wants to
 * be forgotten, and so begin anew, must first make as many others as are kept, and each costs what
 * the policy counts: a failed sign-in, a failed token, or a key of one's own. That is why each
 * policy has buckets of its own: addresses, which are free, cannot push out keys, which are not.
 */
class Buckets {
  private final Policy policy;
  private final TimeMeter clock;
  private final List<Bandwidth> bandwidths;
  private final Recent<Bucket> buckets;
  private final LongAdder allowed = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Null on a single node. */
  private volatile SharedBuckets shared;

  private boolean failsOpen;

  Buckets(Policy policy, int most, TimeMeter clock) {
    this.policy = policy;
    this.clock = clock;
    bandwidths = policy.bandwidths();
    buckets = new Recent<>(most);
  }

  Policy policy() {
    return policy;
  }

  /**
   * Has them kept in the grid.
   *
   * @param open whether everything is allowed while the grid does not answer; else each node counts
   *     by itself
   */
  void share(SharedBuckets with, boolean open) {
    failsOpen = open;
    shared = with;
  }

  void observe(MeterRegistry registry) {
    observe(registry, policy.name(), "allowed", allowed);
    observe(registry, policy.name(), "refused", refused);
  }

  static void observe(MeterRegistry registry, String limit, String decision, LongAdder count) {
    FunctionCounter.builder("ratelimit.decisions", count, LongAdder::sum)
        .description("What was allowed and refused, by limit")
        .tags("limit", limit, "decision", decision)
        .register(registry);
  }

  private <T> T ask(String key, Function<Bucket, T> question) {
    SharedBuckets with = shared;
    Optional<T> there = with == null ? Optional.empty() : with.ask(key, question);
    return there.orElseGet(() -> with != null && failsOpen ? null : question.apply(bucket(key)));
  }

  /** Takes one, where there is one left. */
  Decision take(String key) {
    Decision decision = ask(key, policy.isCapped() ? Buckets::takeOfBoth : Buckets::takeOne);
    if (decision == null) {
      allowed.increment();
      long all = policy.requests();
      return new Decision(true, all, Math.min(all, policy.burst()), policy.window().toSeconds(), 0);
    }
    (decision.allowed() ? allowed : refused).increment();
    return decision;
  }

  private static Decision takeOne(Bucket bucket) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return decision(probe, probe.getRemainingTokens(), probe.getRemainingTokens());
  }

  /**
   * The probe knows only of the smaller of the two. In the grid there may be only one, made by a
   * node with other settings.
   */
  static Decision takeOfBoth(Bucket bucket) {
    VerboseResult<ConsumptionProbe> result = bucket.asVerbose().tryConsumeAndReturnRemaining(1);
    long[] left = result.getDiagnostics().getAvailableTokensPerEachBandwidth();
    return decision(result.getValue(), Math.max(left[0], 0), Math.max(left[left.length - 1], 0));
  }

  private static Decision decision(ConsumptionProbe probe, long remaining, long atOnce) {
    return Decision.of(
        probe.isConsumed(),
        remaining,
        atOnce,
        probe.getNanosToWaitForReset(),
        probe.getNanosToWaitForRefill());
  }

  /** Gives one back that was taken and turned out not to count. */
  void giveBack(String key) {
    ask(
        key,
        bucket -> {
          bucket.addTokens(1);
          return true;
        });
  }

  /** The seconds to be refused for, until there is one left; 0: none. Takes and makes nothing. */
  long refusalSeconds(String key) {
    long wait = waitSeconds(key);
    if (wait > 0) {
      refused.increment();
    }
    return wait;
  }

  /** The seconds until there is one left; 0 now. Takes nothing, and makes no bucket. */
  long waitSeconds(String key) {
    SharedBuckets with = shared;
    if (with != null && with.isMissing(key)) {
      return 0;
    }
    Optional<Long> there = with == null ? Optional.empty() : with.ask(key, Buckets::waitSeconds);
    return there.orElseGet(() -> waitHere(key));
  }

  private long waitHere(String key) {
    Bucket bucket;
    synchronized (buckets) {
      bucket = buckets.get(key);
    }
    return bucket == null ? 0 : waitSeconds(bucket);
  }

  private static long waitSeconds(Bucket bucket) {
    var estimate = bucket.estimateAbilityToConsume(1);
    return Decision.seconds(estimate.getNanosToWaitForRefill());
  }

  private Bucket bucket(String key) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(key, k -> create());
    }
  }

  private Bucket create() {
    LocalBucketBuilder builder = Bucket.builder().withCustomTimePrecision(clock);
    bandwidths.forEach(builder::addLimit);
    return builder.build();
  }

  /** How many keys have a bucket. */
  int size() {
    synchronized (buckets) {
      return buckets.size();
    }
  }

  /** Requests refused so far. */
  long refused() {
    return refused.sum();
  }
}
