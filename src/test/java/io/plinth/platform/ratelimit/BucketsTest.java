package io.plinth.platform.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.Bucket;
import io.plinth.fixture.TestSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private final Clock clock = new Clock();
  private final Buckets buckets = new Buckets(new Policy("default", 1000, MINUTE), 100_000, clock);

  private static void take(Buckets buckets, String key, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(buckets.take(key).allowed()).as("%s, request %d", key, i + 1).isTrue();
    }
  }

  @Test
  void firstRequestLeavesTheRestForTheWindow() {
    assertThat(buckets.take("a")).isEqualTo(new Decision(true, 999, 999, 60, 0));
    assertThat(buckets.policy().header()).isEqualTo("\"default\";q=1000;w=60");
  }

  @Test
  void thousandthRequestIsTheLast() {
    take(buckets, "a", 999);
    assertThat(buckets.take("a")).isEqualTo(new Decision(true, 0, 0, 60, 0));
    assertThat(buckets.take("a")).isEqualTo(new Decision(false, 0, 0, 60, 60));
    assertThat(buckets.refused()).isOne();
  }

  @Test
  void nextWindowHasAllOfItAgainAndNoMore() {
    take(buckets, "a", 1000);
    clock.pass(Duration.ofMillis(59_999));
    assertThat(buckets.take("a")).isEqualTo(new Decision(false, 0, 0, 1, 1));
    clock.pass(Duration.ofMillis(1));
    take(buckets, "a", 1000);
    assertThat(buckets.take("a").allowed()).isFalse();
    clock.pass(Duration.ofHours(5));
    take(buckets, "a", 1000);
    assertThat(buckets.take("a").allowed()).isFalse();
  }

  @Test
  void otherKeysHaveBucketsOfTheirOwn() {
    take(buckets, "a", 1000);
    take(buckets, "b", 1000);
    assertThat(buckets.take("a").allowed()).isFalse();
  }

  @Test
  void burstIsCappedAndTheRestComesEvenly() {
    Buckets capped = new Buckets(new Policy("default", 600, MINUTE, 20), 10, clock);
    take(capped, "a", 20);
    assertThat(capped.take("a")).isEqualTo(new Decision(false, 580, 0, 60, 1));
    clock.pass(Duration.ofMillis(100));
    take(capped, "a", 1);
    assertThat(capped.take("a").allowed()).isFalse();
    clock.pass(Duration.ofSeconds(30));
    take(capped, "a", 20);
    assertThat(capped.take("a").allowed()).isFalse();
  }

  /** A page and its panels, or a client that starts with many at once, stay under it. */
  @Test
  void headersTellOfTheQuotaAndOfTheBurst() {
    Buckets capped = new RateLimits(TestSettings.of(Map.of()), clock).principals();
    Policy policy = capped.policy();
    assertThat(policy.header()).isEqualTo("\"default\";q=1000;w=60, \"burst\";q=200;w=12");
    assertThat(policy.header(capped.take("a")))
        .isEqualTo("\"default\";r=999;t=60, \"burst\";r=199;t=1");
    take(capped, "a", 198);
    assertThat(policy.header(capped.take("a")))
        .isEqualTo("\"default\";r=800;t=60, \"burst\";r=0;t=12");
    Decision refused = capped.take("a");
    assertThat(refused).isEqualTo(new Decision(false, 800, 0, 60, 1));
    assertThat(policy.header(refused)).isEqualTo("\"default\";r=800;t=60, \"burst\";r=0;t=12");
    assertThat(policy.limit()).isEqualTo("At most 1000 requests in 60 s, 200 of them at once.");
    clock.pass(Duration.ofSeconds(6));
    assertThat(policy.header(capped.take("a")))
        .isEqualTo("\"default\";r=799;t=54, \"burst\";r=99;t=7");
  }

  @Test
  void bucketOfANodeWithoutABurstIsTakenFrom() {
    Bucket other =
        Bucket.builder()
            .withCustomTimePrecision(clock)
            .addLimit(new Policy("default", 5, MINUTE).bandwidths().get(0))
            .build();
    assertThat(Buckets.takeOfBoth(other)).isEqualTo(new Decision(true, 4, 4, 60, 0));
  }

  @Test
  void evenlySpreadAllOfTheQuotaGetsThroughAndNoMore() {
    Buckets capped = new RateLimits(TestSettings.of(Map.of()), clock).principals();
    for (int i = 0; i < 5; i++) {
      take(capped, "a", 200);
      clock.pass(Duration.ofSeconds(i < 4 ? 12 : 0));
    }
    Decision refused = capped.take("a");
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.remaining()).isZero();
    assertThat(refused.retrySeconds()).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "1000, 1000", "5000, 1000", "1, 1"})
  void burstIsCappedOnlyBelowTheQuota(long burst, long atOnce) {
    Map<String, String> settings = Map.of("plinth.rate-limit.burst", Long.toString(burst));
    Buckets some = new RateLimits(TestSettings.of(settings), clock).principals();
    take(some, "a", (int) atOnce);
    assertThat(some.take("a").allowed()).isFalse();
    assertThat(some.policy().header().contains("burst")).isEqualTo(burst == 1);
  }

  @Test
  void whatIsGivenBackCountsNotAndIsNeverMoreThanTheLimit() {
    take(buckets, "a", 1000);
    buckets.giveBack("a");
    take(buckets, "a", 1);
    assertThat(buckets.take("a").allowed()).isFalse();
    buckets.giveBack("b");
    take(buckets, "b", 1000);
    assertThat(buckets.take("b").allowed()).isFalse();
  }

  @Test
  void lookingTakesNothingAndKeepsNothing() {
    assertThat(buckets.waitSeconds("a")).isZero();
    assertThat(buckets.size()).isZero();
    take(buckets, "a", 999);
    assertThat(buckets.waitSeconds("a")).isZero();
    take(buckets, "a", 1);
    clock.pass(Duration.ofSeconds(20));
    assertThat(buckets.waitSeconds("a")).isEqualTo(40);
  }

  @Test
  void endlessKeysTakeNoMoreMemoryAndForgetWhoWasQuietLongest() {
    Buckets few = new Buckets(new Policy("default", 2, MINUTE), 100, clock);
    take(few, "victim", 2);
    for (int i = 0; i < 99; i++) {
      few.take("other " + i);
    }
    assertThat(few.take("victim").allowed()).as("99 others push nobody out").isFalse();
    for (int i = 0; i < 99; i++) {
      few.take("another " + i);
    }
    assertThat(few.take("victim").allowed()).as("whoever is refused is not quiet").isFalse();
    for (int i = 0; i < 100_000; i++) {
      few.take("endless " + i);
    }
    assertThat(few.size()).isEqualTo(100);
  }

  @Test
  void simultaneousRequestsTakeExactlyWhatThereIs() throws InterruptedException {
    AtomicInteger allowed = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(8);
    var threads = Executors.newFixedThreadPool(8);
    for (int t = 0; t < 8; t++) {
      threads.execute(
          () -> {
            for (int i = 0; i < 500; i++) {
              allowed.addAndGet(buckets.take("a").allowed() ? 1 : 0);
            }
            done.countDown();
          });
    }
    done.await();
    threads.shutdown();
    assertThat(allowed).hasValue(1000);
  }
}
