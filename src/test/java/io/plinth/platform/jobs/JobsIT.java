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
import java.util.Map;
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
  private Duration lease = LEASE;

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

          @Override
          public void revive(long jobId, String payload) {
            ended.add("revived " + payload);
          }

          @Override
          public void discard(long jobId, String payload) {
            ended.add("discarded " + payload);
          }
        };
    jobs =
        new Jobs(
            new JobSettings(workers, Duration.ofDays(30), 10, lease),
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
    JobRun slow = new JobRun(id, "x", "slow", LEASE, repository);
    write(slow);
    database.execute("update jobs set lease_until = now() - interval '1 second'");
    claim("quick");
    assertThatThrownBy(() -> write(slow)).isInstanceOf(JobRun.LostLease.class);
    write(new JobRun(id, "x", "quick", LEASE, repository));
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

  @Test
  void leaseThatRanOutIsGoodUntilSomebodyTakesTheJob() {
    long id = submit("x");
    claim("slow");
    JobRun slow = new JobRun(id, "x", "slow", LEASE, repository);
    database.execute("update jobs set lease_until = now() - interval '1 second'");
    write(slow);
    assertThat(claim("other")).as("it has been renewed").isEmpty();
    database.execute("update jobs set lease_until = now() - interval '1 second'");
    assertThat(id(claim("other"))).isEqualTo(id);
    assertThat(tx.<Boolean>write(() -> repository.finish(id, "slow", JobStatus.COMPLETED)))
        .isFalse();
    assertThat(tx.<Boolean>write(() -> repository.finish(id, "other", JobStatus.COMPLETED)))
        .isTrue();
  }

  /** Batches longer than the lease, of which nobody else hears anything. */
  @Test
  void slowBatchesCompleteOnceAndSoDoesTheJobBesideThem() {
    workers = 3;
    lease = Duration.ofSeconds(2);
    List<String> runs = Collections.synchronizedList(new ArrayList<>());
    start(
        job -> {
          runs.add(job.payload());
          if (job.payload().equals("idle")) {
            sleep(4_000); // its heartbeats come past the rows that the others hold
            write(job);
            return;
          }
          for (int batch = 0; batch < 2; batch++) {
            tx.write(() -> slowBatch(job));
          }
          write(job);
        });
    List<Long> ids = List.of(submit("confirms first"), submit("confirms last"), submit("idle"));
    ids.forEach(id -> await(id, "COMPLETED"));
    assertThat(runs).containsExactlyInAnyOrder("confirms first", "confirms last", "idle");
    assertThat(database.number("select max(attempts) from jobs")).isEqualTo(1);
    assertThat(database.number("select count(*) from done")).isEqualTo(3);
    assertThat(ended).isEmpty();
  }

  private static boolean slowBatch(JobRun job) {
    boolean first = job.payload().equals("confirms first");
    boolean wanted = !first || job.confirm();
    tx.sql("select cast(pg_sleep(2.2) as text)").find(row -> row.getString(1));
    return first ? wanted : job.confirm();
  }

  @Test
  void confirmingExtendsTheLease() {
    long id = submit("x");
    claim("a");
    database.execute("update jobs set lease_until = now() + interval '1 second'");
    write(new JobRun(id, "x", "a", LEASE, repository));
    assertThat(
            database.number(
                "select extract(epoch from lease_until - now())::int from jobs where id = ?", id))
        .isGreaterThan(5);
  }

  /** A heartbeat that comes late keeps nothing of what another has. */
  @Test
  void workerThatWasHeldUpDoesNotCompleteWhatWasTakenOver() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    start(
        job -> {
          running.countDown();
          awaitStart(goOn);
          write(job);
        });
    long id = submit("x");
    awaitStart(running);
    database.execute(
        "update jobs set lease_owner = 'other', attempts = attempts + 1,"
            + " lease_until = now() + interval '15 seconds'");
    goOn.countDown();
    jobs.stop();
    assertThat(read(id, "lease_owner")).isEqualTo("other");
    assertThat(read(id, "status")).isEqualTo("RUNNING");
    assertThat(read(id, "attempts")).isEqualTo("2");
    assertThat(database.number("select count(*) from done")).isZero();
  }

  /** As it looks afterwards: what was to come in seconds comes in an hour. */
  @Test
  void jobsGoOnWhenTheDatabasesClockIsSetBack() {
    long dead = submit("running");
    claim("dead");
    database.execute("update jobs set lease_until = now() + interval '1 hour'");
    assertThat(id(claim("other"))).isEqualTo(dead);
    long waits = submit("waiting");
    database.execute("update jobs set run_at = now() + interval '1 hour' where id = " + waits);
    assertThat(id(claim("other"))).isEqualTo(waits);
    long retried = submit("retried");
    database.execute(
        "update jobs set run_at = now() + interval '500 seconds' where id = " + retried);
    assertThat(claim("other")).isEmpty();
  }

  /** As it looks afterwards: every lease has run out. */
  @Test
  void jobRunsOnceWhenTheDatabasesClockIsSetForward() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    start(
        job -> {
          running.countDown();
          awaitStart(goOn);
          write(job);
        });
    long id = submit("x");
    awaitStart(running);
    database.execute("update jobs set lease_until = now() - interval '1 hour'");
    goOn.countDown();
    await(id, "COMPLETED");
    assertThat(database.number("select count(*) from done where job = ?", id)).isEqualTo(1);
  }

  @Test
  void oldJobGetsItsTurnAmongUrgentOnes() {
    long old = submit("old");
    database.execute("update jobs set run_at = now() - interval '1 minute'");
    for (int i = 0; i < 40; i++) {
      submit("urgent");
    }
    database.execute("update jobs set priority = 9 where id <> " + old);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    start(job -> order.add(job.payload()));
    await(old, "COMPLETED");
    jobs.stop();
    assertThat(order.indexOf("old")).isBetween(1, 4);
  }

  @Test
  void twoWorkersOfANodeNeverTakeTheSameJob() {
    workers = 3;
    start(JobsIT::write);
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ids.add(submit("x"));
    }
    ids.forEach(id -> await(id, "COMPLETED"));
    assertThat(database.number("select count(*) from done")).isEqualTo(60);
    assertThat(database.number("select count(distinct job) from done")).isEqualTo(60);
    assertThat(database.number("select max(attempts) from jobs")).isEqualTo(1);
  }

  @Test
  void poisonEndsAsADeadLetterAndIsTriedAgainOnlyWhenAsked() {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    start(
        job -> {
          ran.add(job.payload());
          if (ran.size() <= 2) {
            throw new IllegalStateException("poison\0");
          }
        });
    long id = submit("x");
    database.execute("update jobs set max_attempts = 2");
    for (int attempts = 1; attempts < 2; attempts++) {
      awaitAttempts(id, attempts);
      database.execute("update jobs set run_at = now()");
    }
    await(id, "FAILED");
    assertThat(read(id, "error")).isEqualTo("poison\uFFFD");
    assertThat(ended).containsExactly("x: poison\uFFFD");
    assertThat(claim("a")).isEmpty();
    assertThat(tx.<Boolean>write(() -> jobs.revive(id))).isTrue();
    assertThat(tx.<Boolean>write(() -> jobs.revive(id))).isFalse();
    await(id, "COMPLETED");
    assertThat(read(id, "error")).isNull();
    assertThat(read(id, "attempts")).isEqualTo("1");
    assertThat(ran).hasSize(3);
    assertThat(ended).containsExactly("x: poison\uFFFD", "revived x");
  }

  /** As when each attempt kills the process: none of them has failed. */
  @Test
  void jobThatKillsItsNodeEachTimeIsGivenUp() {
    long id = submit("killer");
    database.execute("update jobs set max_attempts = 2");
    for (int i = 1; i <= 2; i++) {
      assertThat(claim("node " + i).orElseThrow().attempts()).isEqualTo(i);
      database.execute("update jobs set lease_until = now() - interval '1 second'");
    }
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    start(job -> ran.add(job.payload()));
    await(id, "FAILED");
    assertThat(ran).isEmpty();
    assertThat(read(id, "error")).startsWith("Given up after 2 attempts");
    assertThat(ended).hasSize(1);
  }

  @Test
  void jobThatFailsAfterItWasCancelledIsNotTriedAgain() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    start(
        job -> {
          running.countDown();
          awaitStart(goOn);
          throw new IllegalStateException("broken");
        });
    long id = submit("x");
    awaitStart(running);
    assertThat(tx.<Boolean>write(() -> jobs.cancel(id))).isTrue();
    goOn.countDown();
    await(id, "CANCELLED");
    assertThat(ended).containsExactly("x: null");
    assertThat(tx.<Boolean>write(() -> jobs.cancel(id))).isFalse();
  }

  @Test
  void eventsAreNumberedWithoutGapsAndProgressGoesOnceItHasEnded() {
    long id = submit("x");
    claim("a");
    JobRun run = new JobRun(id, "x", "a", LEASE, repository);
    tx.write(() -> run.confirm(new JobProgress(0, 1_000L, "rows")));
    tx.write(() -> run.confirm(new JobProgress(10, null, "rows"))); // too soon to be told
    database.execute(
        "update jobs set told_at = now() - interval '1 second',"
            + " started_at = now() - interval '10 seconds'");
    tx.write(() -> run.confirm(new JobProgress(500, null, "rows")));
    assertThat(read(id, "total")).isEqualTo("1000");
    assertThat(Long.parseLong(read(id, "remaining_seconds"))).isBetween(9L, 60L);
    assertThat(events(id)).isEqualTo("1 QUEUED -, 2 RUNNING -, 3 RUNNING 0, 4 RUNNING 500");
    database.execute("update jobs set lease_until = now() + interval '9 seconds'");
    assertThat(tx.<Boolean>write(() -> repository.finish(id, "a", JobStatus.COMPLETED))).isTrue();
    assertThat(events(id)).isEqualTo("1 QUEUED -, 2 RUNNING -, 5 COMPLETED 500");
    assertThat(read(id, "version")).isEqualTo("5");
    assertThat(read(id, "remaining_seconds")).isNull();
  }

  private static String events(long id) {
    return database.text(
        """
        select string_agg(seq || ' ' || status || ' ' || coalesce(done::text, '-'), ', '
                          order by seq)
        from job_events where job_id = ?
        """,
        id);
  }

  @Test
  void eventsOfManyJobsAreOneStatement() {
    JobHistoryRepository history = new JobHistoryRepository(tx, null);
    long one = submit("1");
    long two = submit("2");
    claim("a");
    Map<Long, Long> since = Map.of(one, 1L, two, 0L, 999_999L, 7L);
    List<JobEvent> found = database.read(1, () -> history.listEvents(since));
    assertThat(found).extracting(JobEvent::jobId).containsExactly(one, two, 999_999L);
    assertThat(found).extracting(JobEvent::seq).containsExactly(2L, 1L, null);
    assertThat(found).extracting(JobEvent::isLast).containsExactly(false, false, true);
  }

  @Test
  void whatEndedLongAgoIsDeletedAndItsHandlerToldOfDeadLetters() {
    start(job -> {});
    jobs.stop();
    for (String status : List.of("COMPLETED", "CANCELLED", "FAILED", "RUNNING", "QUEUED")) {
      for (int days : new int[] {29, 31}) {
        database.execute(
            "insert into jobs (kind, payload, status, finished_at) values ('test', '%s %d', '%s',"
                    .formatted(status, days, status)
                + " now() - interval '%d days')".formatted(days));
      }
    }
    database.execute("update jobs set finished_at = null where status in ('RUNNING', 'QUEUED')");
    JobHistoryRepository history = new JobHistoryRepository(tx, null);
    assertThat(new JobKeeper(Duration.ofDays(30), history, jobs, tx).tidy()).isEqualTo(3);
    assertThat(ended).containsExactly("discarded FAILED 31");
    assertThat(database.number("select count(*) from jobs where payload like '% 31'")).isEqualTo(2);
    assertThat(database.number("select count(*) from jobs")).isEqualTo(7);
    assertThat(database.number("select count(distinct job_id) from job_events")).isEqualTo(7);
  }
}
