package io.plinth.platform.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.topic.ITopic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plinth.fixture.TestSettings;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.ratelimit.SignInLimits.Checked;
import io.plinth.platform.security.Secret;
import io.plinth.platform.settings.Settings;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two nodes whose limits are in one grid, which works, fails, or does not answer. */
class GridLimitsTest {
  private static final int MOST = 5;
  private static final Settings SETTINGS =
      TestSettings.of(
          Map.of(
              "plinth.rate-limit.requests", String.valueOf(MOST),
              "plinth.rate-limit.failed-tokens", String.valueOf(MOST),
              "plinth.rate-limit.failed-sign-ins", String.valueOf(MOST)));
  private static final Checked NOBODY = new Checked(null, false);

  private final Faulty grid = new Faulty();
  private final List<Node> nodes = List.of(new Node(grid), new Node(grid));

  private enum Fault {
    NONE,
    FAILS,
    HANGS
  }

  /** As much of a grid as limits are kept in. */
  private static final class Faulty {
    private final Map<String, Map<Object, Object>> maps = new ConcurrentHashMap<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile Fault fault = Fault.NONE;

    HazelcastInstance instance() {
      return proxy(
          HazelcastInstance.class,
          (method, arguments) ->
              switch (method) {
                case "getConfig" -> new Config();
                case "getMap" -> map((String) arguments[0]);
                case "getTopic" -> topic();
                default -> throw new UnsupportedOperationException(method);
              });
    }

    private Object map(String name) {
      Map<Object, Object> map = maps.computeIfAbsent(name, n -> new ConcurrentHashMap<>());
      return proxy(IMap.class, (method, arguments) -> call(map, method, arguments));
    }

    /** Bytes are equal by what is in them, as in the grid. */
    private Object call(Map<Object, Object> map, String method, Object[] arguments)
        throws InterruptedException {
      beFaulty();
      return switch (method) {
        case "get" -> map.get(arguments[0]);
        case "containsKey" -> map.containsKey(arguments[0]);
        case "putIfAbsent" -> map.putIfAbsent(arguments[0], arguments[1]);
        case "replace" -> replace(map, arguments);
        default -> throw new UnsupportedOperationException(method);
      };
    }

    private static boolean replace(Map<Object, Object> map, Object[] arguments) {
      synchronized (map) {
        byte[] now = (byte[]) map.get(arguments[0]);
        boolean same = java.util.Arrays.equals(now, (byte[]) arguments[1]);
        if (same) {
          map.put(arguments[0], arguments[2]);
        }
        return same;
      }
    }

    private Object topic() {
      return proxy(
          ITopic.class,
          (method, arguments) -> {
            if (method.equals("publish")) {
              throw new HazelcastException("nobody hears it");
            }
            return UUID.randomUUID();
          });
    }

    private void beFaulty() throws InterruptedException {
      if (fault == Fault.FAILS) {
        throw new HazelcastException("out of order");
      }
      if (fault == Fault.HANGS) {
        never.await();
      }
    }
  }

  private interface Call {
    Object answer(String method, Object[] arguments) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call.answer(method.getName(), arguments)));
  }

  private static final class Node {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final RateLimits limits = new RateLimits(SETTINGS);
    private final SignInLimits signIns = new SignInLimits(SETTINGS);
    private final GridLimits shared;

    Node(Faulty grid) {
      Secret secret = new Secret("plinth.secret", "a secret of 32 bytes or more, for tests");
      shared = new GridLimits(null, limits, signIns, SETTINGS, secret, registry);
      shared.share(grid.instance());
    }

    boolean mayAsk() {
      return limits.principals().take("somebody").allowed();
    }

    double failures() {
      return registry.get("ratelimit.grid.failures").functionCounter().count();
    }

    void failToken() {
      limits.tokenFailed("192.0.2.1");
    }

    void failToSignIn(int name) {
      signIns.attempt("name " + name, "192.0.2.1", () -> NOBODY);
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(node -> node.shared.stop());
  }

  @Test
  void nodesCountTogetherWhileTheGridAnswers() {
    for (int i = 0; i < MOST; i++) {
      assertThat(nodes.get(i % 2).mayAsk()).isTrue();
      nodes.get(i % 2).failToken();
      nodes.get(i % 2).failToSignIn(i);
    }
    for (Node node : nodes) {
      assertThat(node.mayAsk()).isFalse();
      assertRefused(() -> node.limits.beforeToken("192.0.2.1"));
      assertRefused(() -> node.failToSignIn(MOST));
      assertThat(node.failures()).isZero();
    }
  }

  /** Whoever is known goes through; whoever guesses is counted where they ask. */
  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAILS", "HANGS"})
  void withoutTheGridKnownOnesGoThroughAndGuessesAreCountedHere(Fault fault) {
    for (int i = 0; i < MOST; i++) {
      nodes.get(0).mayAsk();
    }
    assertThat(nodes.get(0).mayAsk()).isFalse();
    grid.fault = fault;
    for (Node node : nodes) {
      long start = System.nanoTime();
      for (int i = 0; i < 20 * MOST; i++) {
        assertThat(node.mayAsk()).isTrue();
      }
      assertThat(System.nanoTime() - start).as("they do not all wait").isLessThan(seconds(10));
      assertThat(node.failures()).isGreaterThanOrEqualTo(20 * MOST);
      for (int i = 0; i < MOST; i++) {
        node.limits.beforeToken("192.0.2.1");
        node.failToken();
        node.failToSignIn(i);
      }
      assertRefused(() -> node.limits.beforeToken("192.0.2.1"));
      assertRefused(() -> node.failToSignIn(MOST));
    }
    grid.fault = Fault.NONE;
    await(() -> !nodes.get(0).mayAsk());
  }

  /** Each that hangs holds a thread; they do not become more and more. */
  @Test
  void gridThatHangsHoldsFewThreads() throws InterruptedException {
    grid.fault = Fault.HANGS;
    List<Thread> many = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Thread thread = new Thread(() -> assertThat(nodes.get(0).mayAsk()).isTrue());
      thread.start();
      many.add(thread);
    }
    for (Thread thread : many) {
      thread.join();
    }
    await(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().equals("plinth-limits") && waitsForEver(t)));
    assertThat(nodes.get(0).failures()).isGreaterThanOrEqualTo(200);
  }

  private static boolean waitsForEver(Thread thread) {
    for (StackTraceElement element : thread.getStackTrace()) {
      if (element.getMethodName().equals("beFaulty")) {
        return true;
      }
    }
    return false;
  }

  private static void assertRefused(Runnable attempt) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, attempt::run);
    assertThat(refusal).isNotNull();
    assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
  }

  private static long seconds(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private static void await(java.util.function.BooleanSupplier wanted) {
    long deadline = System.nanoTime() + seconds(30);
    while (!wanted.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(20_000_000L);
    }
  }
}
