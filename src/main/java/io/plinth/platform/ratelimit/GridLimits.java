package io.plinth.platform.ratelimit;

import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plinth.platform.cluster.Grid;
import io.plinth.platform.security.Secret;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.start.Started;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/** Puts the limits into the grid, where there is one. What they are of, it does not get to know. */
@ApplicationScoped
public class GridLimits {
  private static final int MOST_ASKERS = 64;
  private final LongAdder failures = new LongAdder();
  private final ThreadPoolExecutor askers =
      new ThreadPoolExecutor(
          0, MOST_ASKERS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), GridLimits::thread);
  private Grid grid;
  private RateLimits limits;
  private SignInLimits signIns;
  private int most;
  private Secret secret;
  private MeterRegistry registry;

  protected GridLimits() {}

  @Inject
  public GridLimits(
      Grid grid,
      RateLimits limits,
      SignInLimits signIns,
      Settings settings,
      Secret secret,
      MeterRegistry registry) {
    this.grid = grid;
    this.limits = limits;
    this.signIns = signIns;
    most = RateLimits.most(settings);
    this.secret = secret;
    this.registry = registry;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "plinth-limits");
    thread.setDaemon(true);
    thread.setContextClassLoader(GridLimits.class.getClassLoader());
    return thread;
  }

  void start(@Observes Started event) {
    if (grid.isOpen() && limits.isOn()) {
      share(grid.hazelcast());
    }
  }

  void share(HazelcastInstance hazelcast) {
    FunctionCounter.builder("ratelimit.grid.failures", failures, LongAdder::sum)
        .description("Questions about limits that the grid did not answer")
        .register(registry);
    share(hazelcast, limits.principals(), true);
    share(hazelcast, limits.tokens(), false);
    share(hazelcast, signIns.failures(), false);
    UnaryOperator<String> names = names("sign-ins of an account");
    String node = UUID.randomUUID().toString();
    signIns.share(new SharedLockout(hazelcast.getTopic("plinth-sign-ins"), node, names));
  }

  private void share(HazelcastInstance hazelcast, Buckets buckets, boolean open) {
    UnaryOperator<String> names = names("limit " + buckets.policy().name());
    buckets.share(
        new SharedBuckets(hazelcast, buckets.policy(), most, names, askers, failures), open);
  }

  private UnaryOperator<String> names(String purpose) {
    byte[] key = secret.key(purpose);
    return text ->
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(Secret.hmac(key, text.getBytes(StandardCharsets.UTF_8)));
  }

  @PreDestroy
  void stop() {
    askers.shutdownNow();
  }
}
