package io.plinth.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.persistence.Changes;
import io.plinth.platform.persistence.SteadyClock;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResultCacheTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private final Changes changes = new Changes();
  private final AtomicInteger computed = new AtomicInteger();
  private ResultCache cache;

  @AfterEach
  void stop() {
    cache.stop();
  }

  @Test
  void secondQuestionIsAnsweredByReference() throws Exception {
    start("5m");
    Object first = ask("a");
    assertThat(ask("a")).isSameAs(first);
    assertThat(computed).hasValue(1);
    assertThat(statistics().hits()).isEqualTo(1);
    assertThat(statistics().misses()).isEqualTo(1);
    assertThat(statistics().hitRate()).isEqualTo(0.5);
  }

  @Test
  void argumentsScopeAndDayEachMakeAnotherQuestion() throws Exception {
    start("5m");
    LocalDate day = LocalDate.of(2026, 3, 1);
    for (ResultKey key :
        List.of(
            key("a", "scope", day),
            key("b", "scope", day),
            key("a", "other", day),
            key("a", "scope", day.plusDays(1)))) {
      get(key, this::compute, false);
    }
    assertThat(computed).hasValue(4);
    assertThat(statistics().entries()).isEqualTo(4);
  }

  @Test
  void commitThatWritesOneOfTheTablesEndsIt() throws Exception {
    start("5m");
    ask("a");
    changes.written(Set.of("unrelated"));
    ask("a");
    assertThat(computed).hasValue(1);
    changes.written(Set.of("two"));
    ask("a");
    assertThat(computed).hasValue(2);
  }

  @Test
  void whatACommitOvertookWhileItWasComputedIsNotServedAgain() throws Exception {
    start("5m");
    get(
        key("a"),
        () -> {
          changes.written(Set.of("one"));
          return compute();
        },
        false);
    ask("a");
    assertThat(computed).hasValue(2);
  }

  @Test
  void inDoubtEverybodyComputesAndNothingKeptHelpsWhereTheDatabaseIsOutOfReach() throws Exception {
    start("5m");
    AtomicBoolean doubted = new AtomicBoolean();
    share(doubted::get, OptionalLong.empty());
    ask("a");
    ask("a");
    assertThat(computed).hasValue(1);
    doubted.set(true);
    ask("a");
    Object last = ask("a");
    assertThat(computed).hasValue(3);
    assertThatThrownBy(() -> get(key("a"), ResultCacheTest::away, false))
        .isInstanceOf(SQLTransientConnectionException.class);
    assertThatThrownBy(() -> get(key("a"), ResultCacheTest::away, false))
        .as("also once it is known to be out of reach")
        .isInstanceOf(SQLTransientConnectionException.class);
    doubted.set(false);
    assertThat(ask("a")).isSameAs(last);
    changes.forgetAll();
    ask("a");
    assertThat(computed).hasValue(4);
  }

  /** What counts is what is known when the computation has failed, which may have taken long. */
  @Test
  void whetherWhatIsKeptHelpsIsAskedAfterTheFailure() throws Exception {
    start("20ms");
    AtomicBoolean doubted = new AtomicBoolean(true);
    share(doubted::get, OptionalLong.empty());
    Object kept = ask("a");
    assertThat(get(key("a"), () -> awayAfter(() -> doubted.set(false)), false)).isSameAs(kept);
    ask("b");
    Thread.sleep(30);
    assertThatThrownBy(() -> get(key("b"), () -> awayAfter(() -> doubted.set(true)), false))
        .isInstanceOf(SQLTransientConnectionException.class);
    doubted.set(false);
    assertThatThrownBy(
            () -> get(key("b"), () -> awayAfter(() -> changes.written(Set.of("one"))), true))
        .isInstanceOf(SQLTransientConnectionException.class);
  }

  private static Object awayAfter(Runnable meanwhile) throws Exception {
    meanwhile.run();
    return away();
  }

  /** Nobody waits for a connection first. */
  @Test
  void whileTheDatabaseIsKnownToBeAwayWhatIsKeptIsServedAtOnce() throws Exception {
    start("1s");
    Object kept = ask("a");
    share(() -> false, OptionalLong.of(SteadyClock.millis()));
    Thread.sleep(1_050);
    Callable<Object> waits =
        () -> {
          throw new AssertionError("asked the database");
        };
    assertThat(cache.get(key("a"), waits, ResultCacheTest::away, false)).isSameAs(kept);
    assertThat(statistics().stale()).isEqualTo(1);
  }

  private void share(BooleanSupplier doubted, OptionalLong awaySince) {
    changes.share(
        new Changes.Sharing(tables -> Optional.empty(), () -> {}, doubted, () -> awaySince));
  }

  @Test
  void inDoubtNobodyJoinsAComputationThatBeganBefore() throws Exception {
    start("5m");
    share(() -> true, OptionalLong.empty());
    Object outer =
        get(
            key("a"),
            () -> CompletableFuture.supplyAsync(this::askUnchecked).get(10, TimeUnit.SECONDS),
            false);
    assertThat(outer).isNotNull();
    assertThat(computed).hasValue(1);
  }

  private Object askUnchecked() {
    try {
      return ask("a");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void thousandAtOnceComputeOnce() throws Exception {
    start("5m");
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(1_000);
    List<Future<Object>> answers = new ArrayList<>();
    try {
      CountDownLatch ready = new CountDownLatch(1_000);
      for (int i = 0; i < 1_000; i++) {
        answers.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  release.await();
                  return get(
                      key("a"),
                      () -> {
                        Thread.sleep(200);
                        return compute();
                      },
                      false);
                }));
      }
      ready.await();
      release.countDown();
      Object first = answers.get(0).get();
      for (Future<Object> answer : answers) {
        assertThat(answer.get()).isSameAs(first);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(computed).hasValue(1);
  }

  @Test
  void failureReachesAllWhoWaitAndIsNotKept() throws Exception {
    start("5m");
    assertThatThrownBy(
            () ->
                get(
                    key("a"),
                    () -> {
                      throw new IllegalStateException("no");
                    },
                    false))
        .hasMessage("no");
    assertThat(ask("a")).isNotNull();
  }

  @Test
  void inItsLastFifthItIsServedAndComputedOnceInTheBackground() throws Exception {
    start("5s");
    Object first = ask("a");
    Thread.sleep(4_050);
    CountDownLatch release = new CountDownLatch(1);
    Callable<Object> slow =
        () -> {
          release.await();
          return compute();
        };
    for (int i = 0; i < 50; i++) {
      assertThat(cache.get(key("a"), slow, slow, false)).isSameAs(first);
    }
    release.countDown();
    await(() -> !first.equals(ask("a")));
    assertThat(computed).hasValue(2);
  }

  @Test
  void isComputedAnewWhenItsTimeIsOver() throws Exception {
    start("20ms");
    ask("a");
    Thread.sleep(40);
    ask("a");
    assertThat(computed).hasValue(2);
  }

  @Test
  void whoWantsItAnewGetsItAnewAndSoDoAllAfter() throws Exception {
    start("5m");
    Object first = ask("a");
    Object second = get(key("a"), this::compute, true);
    assertThat(second).isNotEqualTo(first);
    assertThat(ask("a")).isSameAs(second);
  }

  @Test
  void isServedStaleWhileTheDatabaseIsAwayAndNotWhenAnythingElseFails() throws Exception {
    start("30ms");
    Object first = ask("a");
    Thread.sleep(40);
    assertThat(get(key("a"), ResultCacheTest::away, false)).isSameAs(first);
    assertThat(statistics().stale()).isEqualTo(1);
    assertThatThrownBy(() -> get(key("b"), ResultCacheTest::away, false))
        .isInstanceOf(SQLTransientConnectionException.class);
    get(key("c"), this::compute, false);
    assertThatThrownBy(
            () ->
                get(
                    key("a"),
                    () -> {
                      throw new IllegalArgumentException("a fault");
                    },
                    false))
        .hasMessage("a fault");
  }

  @Test
  void isNotServedStaleBeyondTenTimesItsTimeNorWhenACommitHasOvertakenIt() throws Exception {
    start("10ms");
    ask("a");
    ask("b");
    changes.written(Set.of("one"));
    Thread.sleep(20);
    assertThatThrownBy(() -> get(key("b"), ResultCacheTest::away, false))
        .isInstanceOf(SQLTransientConnectionException.class);
    ask("c");
    Thread.sleep(150);
    assertThatThrownBy(() -> get(key("c"), ResultCacheTest::away, false))
        .isInstanceOf(SQLTransientConnectionException.class);
  }

  @Test
  void bytesAreBoundedAndTheLeastRecentlyUsedGoFirst() throws Exception {
    start("5m");
    String large = "x".repeat(100_000); // about 400 kB by estimate; 10 MiB hold 26
    for (int i = 0; i < 20; i++) {
      String value = large + i;
      get(key("n" + i), () -> value, false);
    }
    get(key("n0"), () -> "computed again", false);
    for (int i = 20; i < 40; i++) {
      String value = large + i;
      get(key("n" + i), () -> value, false);
      get(key("n0"), () -> "computed again", false);
    }
    assertThat(statistics().bytes()).isBetween(5L << 20, 10L << 20);
    assertThat(statistics().evictions()).isPositive();
    assertThat((String) get(key("n0"), () -> "computed again", false)).endsWith("x0");
    assertThat(get(key("n1"), () -> "computed again", false)).isEqualTo("computed again");
  }

  /**
   * Hundreds of ids that nobody has ever seen, each time others: the answers are next to nothing.
   */
  @Test
  void bytesOfTheQuestionsAreBoundedToo() throws Exception {
    start("5m", 10_000);
    int ids = 500;
    for (int i = 0; i < 2_000; i++) {
      long first = 1_000_000_007L * i;
      List<Long> unknown = LongStream.range(first, first + ids).boxed().toList();
      get(key(unknown, "scope", LocalDate.of(2026, 3, 1)), () -> "none", false);
    }
    int leastOfOne = ids * (Long.BYTES + Integer.BYTES);
    assertThat(statistics().entries()).isBetween(10L, (10L << 20) / leastOfOne);
    assertThat(statistics().bytes()).isLessThanOrEqualTo(10L << 20);
  }

  @Test
  void entriesAreBounded() throws Exception {
    start("5m");
    for (int i = 0; i < 500; i++) {
      ask("n" + i);
    }
    assertThat(statistics().entries()).isLessThanOrEqualTo(100);
    assertThat(statistics().bytes()).isLessThan(100 * 4_000);
  }

  @Test
  void whatIsTooLargeIsAnsweredAndNotKept() throws Exception {
    start("5m");
    String huge = "x".repeat(1 << 20);
    assertThat(get(key("a"), () -> huge, false)).isSameAs(huge);
    assertThat(statistics().entries()).isZero();
  }

  @Test
  void sweepingDropsWhatWillNeverBeServedAgainAndNothingElse() throws Exception {
    start("5m");
    ask("a");
    changes.written(Set.of("two"));
    Object kept = ask("b");
    cache.sweep();
    assertThat(statistics().entries()).isEqualTo(1);
    assertThat(ask("b")).isSameAs(kept);
  }

  @Test
  void sweepingDropsAnswersWhoseSourcesAreDue() throws Exception {
    start("5m");
    ask("a");
    Source source = new Source(region(), List.of("one"), changes.stamp(List.of("one")), now());
    ResultKey good = new ResultKey(null, List.of("/good"), "scope", LocalDate.EPOCH);
    ResultKey overtaken = new ResultKey(null, List.of("/overtaken"), "scope", LocalDate.EPOCH);
    Source old = new Source(region(), List.of("one"), source.stamp() - 1, now());
    cache.keepAnswer(good, answer(source));
    cache.keepAnswer(overtaken, answer(old));
    cache.sweep();
    assertThat(cache.findAnswer(good)).isPresent();
    assertThat(cache.statistics())
        .filteredOn(s -> s.region().equals("answers"))
        .singleElement()
        .satisfies(s -> assertThat(s.entries()).isEqualTo(1));
  }

  private static Answer answer(Source... sources) {
    return new Answer(new byte[100], Map.of(), null, List.of(sources), Instant.EPOCH);
  }

  private static Region region() {
    return new Region("results", Duration.ofMinutes(5));
  }

  private static long now() {
    return SteadyClock.millis();
  }

  @Test
  void clearingDropsARegion() throws Exception {
    start("5m");
    ask("a");
    cache.clear("other");
    assertThat(statistics().entries()).isEqualTo(1);
    cache.clear("test");
    assertThat(statistics().entries()).isZero();
    assertThat(statistics().bytes()).isZero();
    ask("a");
    changes.written(Set.of(Changes.cache("test"))); // as another node says it
    ask("a");
    assertThat(computed).hasValue(3);
  }

  private void start(String ttl) {
    start(ttl, 100);
  }

  private void start(String ttl, int entries) {
    Map<String, String> values = new HashMap<>();
    values.put("plinth.cache.ttl.test", ttl);
    values.put("plinth.cache.ttl.answers", "5m");
    values.put("plinth.cache.max-entries", Integer.toString(entries));
    values.put("plinth.cache.max-bytes", Integer.toString(10 << 20));
    cache = new ResultCache(changes, TestSettings.of(values));
  }

  @Cached(
      region = "test",
      tables = {"one", "two"})
  Object compute() {
    return "computed " + computed.incrementAndGet();
  }

  private static Object away() throws Exception {
    throw new SQLTransientConnectionException("nobody there", "08001");
  }

  private Object ask(String argument) throws Exception {
    return get(key(argument), this::compute, false);
  }

  private Object get(ResultKey key, Callable<Object> work, boolean anew) throws Exception {
    return cache.get(key, work, work, anew);
  }

  private static ResultKey key(String argument) {
    return key(argument, "scope", LocalDate.of(2026, 3, 1));
  }

  private static ResultKey key(Object argument, String scope, LocalDate day) {
    try {
      return new ResultKey(
          ResultCacheTest.class.getDeclaredMethod("compute"), List.of(argument), scope, day);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private ResultCache.Statistics statistics() {
    return cache.statistics().stream()
        .filter(s -> s.region().equals("test"))
        .findFirst()
        .orElseThrow();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE;
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.sleep(Duration.ofMillis(10).toMillis());
    }
  }
}
