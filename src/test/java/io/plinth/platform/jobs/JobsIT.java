package io.plinth.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.jobs.JobRepository.Claimed;
import io.plinth.platform.persistence.MigratedDatabase;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.Access;
import io.plinth.platform.start.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobsIT {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static MigratedDatabase database;
  private static Transactions tx;
  private static JobRepository repository;
  private final List<String> ended = Collections.synchronizedList(new ArrayList<>());
  private Jobs jobs;
  private int workers = 1;

  @BeforeAll
  static void open() {
    database = MigratedDatabase.create("jobs", 10, false);
    database.execute("create table done (job bigint)");
    tx = database.transactions();
    repository = new JobRepository(tx);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.execute("delete from jobs", "delete from done");
  }

  @AfterEach
  void stop() {
    if (jobs != null) {
      jobs.stop();
    }
  }

  /** Work that a test hands in. */
  @FunctionalInterface
  private interface Work {
    void run(JobRun job) throws Exception;
  }

  private void start(Work work) {
    JobHandler handler =
        new JobHandler() {
          @Override
          public String kind() {
            return "test";
          }

          @Override
          public void run(JobRun job) throws Exception {
            work.run(job);
          }

          @Override
          public void ended(long jobId, String payload, String error) {
            if (payload.equals("explode")) {
              throw new IllegalStateException("the end cannot be noted");
            }
            ended.add(payload + ": " + error);
          }
        };
    jobs =
        new Jobs(
            new JobSettings(workers, Duration.ofDays(30), 10),
            repository,
            tx,
            new Access(),
            new HandlerInstance(handler));
    jobs.start(new Started());
  }

  private static long submit(String payload) {
    return tx.write(() -> repository.save("test", payload, 0, null));
  }

  private static Optional<Claimed> claim(String owner) {
    return tx.write(() -> repository.claim(owner, LEASE, false));
  }

  private static String read(long id, String column) {
    return database.text("select cast(" + column + " as text) from jobs where id = ?", id);
  }

  private static void await(long id, String status) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!read(id, "status").equals(status)) {
      assertThat(System.nanoTime()).as("job is %s", read(id, "status")).isLessThan(deadline);
      sleep(50);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyJobIsClaimedByOneOfEightThreads() throws InterruptedException {
    int count = 100;
    for (int i = 0; i < count; i++) {
      submit("x");
    }
    List<Long> claimed = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (int i = 0; i < 8; i++) {
      String owner = "node " + i;
      threads.execute(
          () -> {
            awaitStart(start);
            for (Optional<Claimed> job = claim(owner); job.isPresent(); job = claim(owner)) {
              claimed.add(job.get().id());
            }
          });
    }
    start.countDown();
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(claimed).hasSize(count).doesNotHaveDuplicates();
  }

  private static void awaitStart(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void urgentJobsComeFirstThenTheOldest() {
    long first = submit("1");
    long second = submit("2");
    long urgent = submit("3");
    database.execute("update jobs set priority = 5 where id = " + urgent);
    assertThat(List.of(id(claim("a")), id(claim("a")), id(claim("a"))))
        .containsExactly(urgent, first, second);
  }

  private static long id(Optional<Claimed> job) {
    return job.orElseThrow().id();
  }

  @Test
  void jobIsTakenOverOnceItsLeaseHasRunOutAndNotBefore() {
    long id = submit("x");
    assertThat(id(claim("dead"))).isEqualTo(id);
    assertThat(claim("other")).isEmpty();
    database.execute("update jobs set lease_until = now() - interval '1 second'");
    Claimed again = claim("other").orElseThrow();
    assertThat(again.id()).isEqualTo(id);
    assertThat(again.attempts()).isEqualTo(2);
  }

  @Test
  void nodeThatLostItsLeaseCannotCommit() {
    long id = submit("x");
    claim("slow");
    JobRun slow = new JobRun(id, "x", "slow", repository);
    write(slow);
    database.execute("update jobs set lease_until = now() - interval '1 second'");
    claim("quick");
    assertThatThrownBy(() -> write(slow)).isInstanceOf(JobRun.LostLease.class);
    write(new JobRun(id, "x", "quick", repository));
    assertThat(database.number("select count(*) from done")).isEqualTo(2);
    tx.write(
        () -> {
          assertThat(repository.finish(id, "slow", JobStatus.COMPLETED)).isFalse();
          assertThat(repository.fail(id, "slow", "no", Duration.ZERO)).isEmpty();
          repository.extend(id, "slow", LEASE);
          return null;
        });
    assertThat(read(id, "status")).isEqualTo("RUNNING");
    assertThat(read(id, "lease_owner")).isEqualTo("quick");
  }

  private static void write(JobRun job) {
    tx.write(
        () -> {
          tx.sql("insert into done values (:job)").with("job", job.id()).update();
          return job.confirm();
        });
  }

  @Test
  void submittedJobRunsToItsEnd() {
    start(JobsIT::write);
    long id = tx.write(() -> jobs.submit("test", "x"));
    await(id, "COMPLETED");
    assertThat(database.number("select count(*) from done where job = ?", id)).isEqualTo(1);
    assertThat(read(id, "attempts")).isEqualTo("1");
    assertThat(read(id, "lease_owner")).isNull();
    assertThat(ended).isEmpty();
  }

  @Test
  void jobOfATransactionThatRolledBackNeverRuns() {
    start(JobsIT::write);
    assertThatThrownBy(
            () ->
                tx.write(
                    () -> {
                      jobs.submit("test", "x");
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(database.number("select count(*) from jobs")).isZero();
  }

  @Test
  void failedJobIsTriedAgainLaterAndLaterStill() {
    start(
        job -> {
          throw new java.io.IOException("disk full");
        });
    long id = submit("x");
    awaitAttempts(id, 1);
    assertThat(read(id, "error")).contains("disk full");
    assertThat(delay(id)).isBetween(1.0, 4.1);
    database.execute("update jobs set run_at = now()");
    awaitAttempts(id, 2);
    assertThat(delay(id)).isBetween(3.0, 8.1);
  }

  private static void awaitAttempts(long id, int attempts) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!(read(id, "attempts") + read(id, "status")).equals(attempts + "QUEUED")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      sleep(50);
    }
  }

  private static double delay(long id) {
    return Double.parseDouble(
        database.text("select extract(epoch from run_at - now()) from jobs where id = ?", id));
  }

  @Test
  void jobThatFailedForGoodSaysWhyAndTellsItsHandler() {
    start(
        job -> {
          throw new IllegalStateException("never");
        });
    long id = submit("x");
    database.execute("update jobs set max_attempts = 1");
    await(id, "FAILED");
    assertThat(read(id, "error")).contains("never");
    assertThat(ended).hasSize(1).first().asString().contains("never");
  }

  @Test
  void errorInOneJobDoesNotKeepTheNextFromRunning() {
    start(
        job -> {
          if (job.payload().equals("bad")) {
            throw new StackOverflowError("deep");
          }
          write(job);
        });
    long bad = submit("bad");
    database.execute("update jobs set max_attempts = 1");
    await(bad, "FAILED");
    await(submit("good"), "COMPLETED");
  }

  @Test
  void jobThatNobodyHandlesFailsAndDoesNotBlockOthers() {
    start(JobsIT::write);
    long orphan = tx.write(() -> repository.save("unknown", "x", 0, null));
    database.execute("update jobs set max_attempts = 1");
    await(orphan, "FAILED");
    await(submit("x"), "COMPLETED");
  }

  /** As when the database goes away right then: its lease must run out, not be kept alive. */
  @Test
  void jobWhoseEndCouldNotBeNotedIsNotHeldForEver() {
    start(
        job -> {
          throw new IllegalStateException("fails");
        });
    long id = submit("explode");
    database.execute("update jobs set max_attempts = 1");
    await(id, "RUNNING");
    String until = read(id, "lease_until");
    sleep(5_000);
    assertThat(read(id, "lease_until")).isEqualTo(until);
  }

  @Test
  void cancelledBeforeItBeganItIsOver() {
    start(JobsIT::write);
    jobs.stop();
    long id = submit("x");
    tx.write(
        () -> {
          return jobs.cancel(id);
        });
    assertThat(read(id, "status")).isEqualTo("CANCELLED");
    assertThat(ended).containsExactly("x: null");
    assertThat(claim("a")).isEmpty();
  }

  @Test
  void cancelledWhileItRunsItIsTold() {
    CountDownLatch running = new CountDownLatch(1);
    List<Boolean> told = Collections.synchronizedList(new ArrayList<>());
    start(
        job -> {
          running.countDown();
          while (tx.write(job::confirm)) {
            sleep(20);
          }
          told.add(true);
        });
    long id = submit("x");
    awaitStart(running);
    tx.write(
        () -> {
          return jobs.cancel(id);
        });
    await(id, "CANCELLED");
    assertThat(told).containsExactly(true);
    assertThat(ended).isEmpty();
  }

  @Test
  void nodeThatStopsGivesItsJobBack() {
    CountDownLatch running = new CountDownLatch(1);
    start(
        job -> {
          running.countDown();
          while (!jobs.isStopping()) {
            sleep(10);
          }
          throw new IllegalStateException("interrupted");
        });
    long id = submit("x");
    awaitStart(running);
    jobs.stop();
    assertThat(read(id, "status")).isEqualTo("QUEUED");
    assertThat(read(id, "attempts")).isEqualTo("0");
    assertThat(id(claim("other"))).isEqualTo(id);
  }
}
