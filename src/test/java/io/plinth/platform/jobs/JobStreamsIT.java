package io.plinth.platform.jobs;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import io.plinth.platform.jobs.EventReader.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Following a job that another node runs: the test, which only writes to the table. */
class JobStreamsIT {
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();

  private EventReader follow(long job, String last) {
    return EventReader.open(plinth.baseUri(), Plinth.ADMIN_KEY, job, last);
  }

  private void progress(long job, long done) {
    given.update("update jobs set told_at = now() - interval '1 s' where id = ?", job);
    given.update("update jobs set done = ?, total = 100, unit = 'rows' where id = ?", done, job);
  }

  private void end(long job) {
    given.update("update jobs set status = 'COMPLETED', finished_at = now() where id = ?", job);
  }

  @Test
  void tellsWhereTheJobStandsThenWhatHappensThenEnds() {
    long job = given.createJob("RUNNING");
    progress(job, 10);
    try (EventReader events = follow(job, null)) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.header("Content-Type")).startsWith("text/event-stream");
      assertThat(events.header("Content-Encoding")).isNull();
      assertThat(events.header("Cache-Control")).isEqualTo("private, no-store");
      assertThat(events.header("Server-Timing")).contains("statements");
      Event first = events.next();
      assertThat(first.name()).isEqualTo("progress");
      assertThat(first.id()).isEqualTo(2);
      assertThat(first.data().path("done").asLong()).isEqualTo(10);
      assertThat(first.data().path("total").asLong()).isEqualTo(100);
      progress(job, 60);
      assertThat(events.next().data().path("done").asLong()).isEqualTo(60);
      end(job);
      Event last = events.next();
      assertThat(last.name()).isEqualTo("status");
      assertThat(last.status()).isEqualTo("COMPLETED");
      assertThat(last.id()).isEqualTo(4);
      assertThat(events.next()).isEqualTo(Event.END);
    }
  }

  @Test
  void goesOnBehindTheLastEventThatWasSeen() {
    long job = given.createJob("RUNNING");
    progress(job, 10);
    progress(job, 20);
    progress(job, 30);
    try (EventReader events = follow(job, "2")) {
      assertThat(events.next().id()).isEqualTo(3);
      assertThat(events.next().id()).isEqualTo(4);
    }
    try (EventReader ahead = follow(job, "77")) {
      assertThat(ahead.next().id()).isEqualTo(4);
    }
    end(job);
    try (EventReader rest = follow(job, "4")) {
      assertThat(rest.next().id()).isEqualTo(5);
      assertThat(rest.next()).isEqualTo(Event.END);
    }
    try (EventReader nothing = follow(job, "5")) {
      assertThat(nothing.status()).isEqualTo(204); // tells a browser to stop asking
    }
    for (String last : List.of("x", "-1", "1.5", "9".repeat(19))) {
      try (EventReader wrong = follow(job, last)) {
        assertThat(wrong.status()).as(last).isEqualTo(400);
        assertThat(wrong.header("Content-Type")).isEqualTo("application/problem+json");
      }
    }
  }

  @Test
  void endsWhereTheJobIsDeleted() {
    long job = given.createJob("RUNNING");
    try (EventReader events = follow(job, null)) {
      assertThat(events.next().status()).isEqualTo("RUNNING");
      given.update("delete from jobs where id = ?", job);
      assertThat(events.next()).isEqualTo(Event.END);
    }
  }

  @Test
  void isForWhoeverMaySeeTheJob() {
    long job = given.createJob("FAILED");
    Person staff = given.createUser("Staff");
    String path = "/api/v1/jobs/" + job + "/events";
    assertProblem(staff.api().get(path), 404);
    assertProblem(staff.api().get("/api/v1/jobs/" + job), 404);
    assertProblem(plinth.anonymous().get(path), 401);
    given.update("update jobs set user_id = ? where id = ?", staff.id(), job);
    assertThat(staff.api().get(path).expect(200).text()).contains("data: {\"status\":\"FAILED\"");
    assertThat(given.createUser("Viewer").api().get(path).status()).isEqualTo(200);
    assertThat(given.createUser("Manager").api().get(path).status()).isEqualTo(200);
  }

  /** A person's twenty streams take no threads, and the twenty-first is refused. */
  @Test
  void takesNoThreadAndIsBounded() {
    long job = given.createJob("RUNNING");
    String key = given.createKey(given.createUser("Manager").id(), null);
    List<EventReader> open = new ArrayList<>();
    try {
      open.add(EventReader.open(plinth.baseUri(), key, job, null));
      open.get(0).next();
      long before = value("http_server_active_requests");
      for (int i = 1; i < 20; i++) {
        open.add(EventReader.open(plinth.baseUri(), key, job, null));
        assertThat(open.get(i).next().status()).isEqualTo("RUNNING");
      }
      // They are counted as requests under way, so that a shutdown waits for their ends...
      assertThat(value("http_server_active_requests")).isGreaterThanOrEqualTo(before + 19);
      assertThat(value("job_streams_open")).isGreaterThanOrEqualTo(20);
      Answer more = plinth.anonymous().bearer(key).get("/api/v1/jobs/" + job + "/events");
      assertProblem(more, 503);
      assertThat(more.header("Retry-After")).isNotNull();
      // ...and no thread of those that work on requests is theirs.
      assertThat(value("http_server_busy")).isLessThan(10);
      progress(job, 50);
      for (EventReader one : open) {
        assertThat(one.next().data().path("done").asLong()).isEqualTo(50);
      }
    } finally {
      open.forEach(EventReader::close);
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    int status = 503;
    while (status == 503 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(500_000_000L);
      progress(
          job, System.nanoTime() % 90); // what is sent to whoever has gone shows that they have
      try (EventReader again = EventReader.open(plinth.baseUri(), key, job, null)) {
        status = again.status();
      }
    }
    assertThat(status).isEqualTo(200);
    end(job);
  }

  private long value(String metric) {
    if (metric.equals("http_server_busy")) {
      return busyThreads();
    }
    return plinth
        .api()
        .get("/metrics")
        .expect(200)
        .text()
        .lines()
        .filter(l -> l.startsWith(metric + " "))
        .map(l -> Math.round(Double.parseDouble(l.substring(metric.length() + 1))))
        .findFirst()
        .orElseThrow();
  }

  /** Threads of the container that are in Plinth's code, as a dump shows them. */
  private long busyThreads() {
    try {
      Process dump =
          new ProcessBuilder(
                  System.getProperty("java.home") + "/bin/jcmd",
                  String.valueOf(plinth.handle().pid()),
                  "Thread.print")
              .start();
      String text = new String(dump.getInputStream().readAllBytes());
      assertThat(text).contains("plinth-job-streams");
      return text.split("\n\n").length == 0
          ? 0
          : List.of(text.split("\n\n")).stream()
              .filter(t -> t.contains("http-thread-pool") && t.contains("io.plinth"))
              .count();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void isNotCountedAsSlow() {
    long job = given.createJob("RUNNING");
    try (EventReader events = follow(job, null)) {
      events.next();
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos()); // twice what is slow
      end(job);
      while (!events.next().equals(Event.END)) {
        continue;
      }
    }
    plinth.api().get("/api/v1/me").expect(200);
    assertThat(plinth.output())
        .doesNotContainPattern("Slow request [^\\n]*/api/v1/jobs/" + job + "/events");
  }
}
