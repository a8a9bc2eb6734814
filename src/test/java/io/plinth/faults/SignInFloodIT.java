package io.plinth.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand wrong passwords from ten thousand addresses, half of them for an account. */
@Tag("alone")
class SignInFloodIT {
  private static final int ATTEMPTS = 10_000;
  private static final int THREADS = 24;
  private static final int SAMPLES = 200;
  private static final int CHECKED = 15;
  private static final long MEBIBYTE = 1 << 20;
  private final Rig rig = Rig.running();
  private final Plinth plinth = rig.plinth();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger checkedKnown = new AtomicInteger();
  private final AtomicInteger checkedUnknown = new AtomicInteger();
  private final List<Try> tries = Collections.synchronizedList(new ArrayList<>());

  private record Try(boolean known, int status, long nanos, String text) {}

  private Api from(String address) {
    return plinth.anonymous().with("X-Forwarded-Proto", "https").with("X-Forwarded-For", address);
  }

  @Test
  void floodStarvesNoDashboardLocksNobodyOutAndTellsNothing() throws Exception {
    Person person = plinth.given().createUser("Viewer");
    String nobody = "x" + person.username().substring(1);
    person.api().get("/api/v1/dashboard").expect(200);
    ProcessSample before = ProcessSample.of(plinth.handle().pid());
    long start = System.nanoTime();
    ExecutorService attackers = Executors.newFixedThreadPool(THREADS);
    for (int i = 0; i < THREADS; i++) {
      attackers.execute(() -> attack(person.username(), nobody));
    }
    attackers.shutdown();
    List<Long> dashboards = new ArrayList<>();
    while (!attackers.isTerminated()) {
      long asked = System.nanoTime();
      person.api().with("Accept", "text/html").get("/?panels=all").expect(200);
      dashboards.add(System.nanoTime() - asked);
      attackers.awaitTermination(100, TimeUnit.MILLISECONDS);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    ProcessSample after = ProcessSample.of(plinth.handle().pid());

    assertThat(tries).hasSizeGreaterThanOrEqualTo(ATTEMPTS);
    assertThat(tries).allMatch(t -> t.status() == 401 || t.status() == 503);
    System.out.printf(
        "Flood: %d attempts in %.1f s, %d checked; dashboards took %d ms (median), %d at most;"
            + " heap grew by %d KiB%n",
        tries.size(),
        seconds,
        tries.stream().filter(t -> t.status() == 401).count(),
        median(dashboards) / 1_000_000,
        Collections.max(dashboards) / 1_000_000,
        (after.heap() - before.heap()) / 1024);
    assertThat(median(dashboards)).isLessThan(TimeUnit.SECONDS.toNanos(2));
    assertThat(Collections.max(dashboards)).isLessThan(TimeUnit.SECONDS.toNanos(8));
    assertThat(after.heap() - before.heap()).isLessThan(48 * MEBIBYTE);
    assertThat(after.threads() - before.threads()).isLessThan(100);
    assertOneAnswer(tries);
    // At once, and at the first attempt, from where nobody has failed.
    from("203.0.113.5").trySignIn(person.username(), person.password(), "").expect(303);
  }

  private void attack(String known, String unknown) {
    Answer form = from("203.0.113.9").get("/login").expect(200);
    String cookie = form.cookiePair("plinth_login").orElseThrow();
    String csrf = Api.csrf(form);
    for (int i = next.getAndIncrement(); i < ATTEMPTS || tooFewChecked(i); ) {
      boolean somebody = i % 2 == 0;
      Map<String, String> fields =
          Map.of("username", somebody ? known : unknown, "password", "wrong", "csrf", csrf);
      Api place = from("198.18." + i / 250 + "." + (1 + i % 250)).cookie(cookie);
      long asked = System.nanoTime();
      Answer answer = place.form("/login", fields);
      long nanos = System.nanoTime() - asked;
      tries.add(new Try(somebody, answer.status(), nanos, stripped(answer)));
      if (answer.status() == 401) {
        (somebody ? checkedKnown : checkedUnknown).incrementAndGet();
      }
      i = next.getAndIncrement();
    }
  }

  /**
   * How many are checked depends on how long the machine takes for the rest: go on until enough.
   */
  private boolean tooFewChecked(int attempts) {
    return attempts < 2 * ATTEMPTS && Math.min(checkedKnown.get(), checkedUnknown.get()) < CHECKED;
  }

  /** Without what differs from form to form: name, token, id, nonce. */
  private static String stripped(Answer answer) {
    return answer
        .text()
        .replaceAll("value=\"[^\"]*\"", "value")
        .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "id");
  }

  /** For somebody and for nobody, in text and in time. */
  private static void assertOneAnswer(List<Try> tries) {
    for (int status : new int[] {401, 503}) {
      assertThat(texts(tries, true, status))
          .as("to %d", status)
          .isEqualTo(texts(tries, false, status));
    }
    assertThat(alike(tries, 401, 0.6, 1.7)).isGreaterThanOrEqualTo(CHECKED);
    // Found in the database or not, before there was no room to check the password.
    assertThat(alike(tries, 503, 0.8, 1.25)).isGreaterThanOrEqualTo(SAMPLES);
  }

  /** How many of each side there are, whose times are alike. */
  private static int alike(List<Try> tries, int status, double least, double most) {
    List<Long> known = nanos(tries, true, status);
    List<Long> unknown = nanos(tries, false, status);
    double ratio = (double) median(unknown) / median(known);
    assertThat(ratio).as("times of %d", status).isBetween(least, most);
    return Math.min(known.size(), unknown.size());
  }

  private static Set<String> texts(List<Try> tries, boolean known, int status) {
    return tries.stream()
        .filter(t -> t.known() == known && t.status() == status)
        .map(Try::text)
        .collect(Collectors.toSet());
  }

  private static List<Long> nanos(List<Try> tries, boolean known, int status) {
    return tries.stream()
        .filter(t -> t.known() == known && t.status() == status)
        .map(Try::nanos)
        .toList();
  }

  @Test
  void answersThatDifferAreFound() {
    assertOneAnswer(planted("wrong", 110, 105));
    assertFound(planted("nobody", 100, 100));
    assertFound(planted("wrong", 50, 100));
    assertFound(planted("wrong", 100, 75));
    assertFound(planted("wrong", 100, 100).subList(0, 200));
  }

  private static void assertFound(List<Try> planted) {
    assertThatThrownBy(() -> assertOneAnswer(planted)).isInstanceOf(AssertionError.class);
  }

  /** What nobody's attempts are answered, after which time where they are checked and where not. */
  private static List<Try> planted(String text, long checked, long refused) {
    List<Try> planted = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      int status = i < 20 ? 401 : 503;
      planted.add(new Try(true, status, 100, "wrong"));
      planted.add(new Try(false, status, status == 401 ? checked : refused, text));
      planted.add(new Try(true, 503, 100, "wrong"));
      planted.add(new Try(false, 503, refused, text));
    }
    return planted;
  }

  private static long median(List<Long> values) {
    long[] sorted = values.stream().mapToLong(v -> v).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
