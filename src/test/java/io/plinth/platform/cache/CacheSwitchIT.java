package io.plinth.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.run.EmbeddedDatabase;
import io.plinth.testing.Answer;
import io.plinth.testing.Api;
import io.plinth.testing.Plinth;
import io.plinth.testing.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The demonstration firm, served by a process that keeps what it computes and then by one that
 * keeps nothing. One after the other: together they would both keep nothing.
 */
class CacheSwitchIT {
  private static final String DATABASE = "cache_switch";
  private static final int QUESTIONS = 500;
  private static final int THREADS = 4;

  /** Beside who asks: what tells the moment, or the process. */
  private static final String MOMENT =
      "\"(asOf|requestId|lastUsedAt)\":(\"[^\"]*\"|null)"
          + "|<time [^>]*data-age>[^<]*</time>|title=\"As of [^\"]*\""
          + "|<code>[0-9a-f-]{36}</code>";

  private static final List<String> ROLES = List.of("Administrator", "Manager", "Staff", "Viewer");
  private static final Map<String, Integer> FIRST = new LinkedHashMap<>();
  private static EmbeddedDatabase.Database database;
  private static Plinth keeping;
  private static Map<String, String> keys;

  @BeforeAll
  static void start() {
    database = EmbeddedDatabase.shared().create(DATABASE);
    keeping = Plinth.start("keeping", database, Map.of("PLINTH_DEMO", "true")).awaitReady();
    keys = keys();
    askFirst();
  }

  @AfterAll
  static void stop() {
    keeping.kill();
    EmbeddedDatabase.shared().drop(DATABASE);
  }

  /** Of people that the firm had when the server started. */
  private static Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    for (String role : ROLES) {
      String id =
          keeping
              .given()
              .select(
                  """
                  select u.id from users u join roles r on r.id = u.role_id
                  where r.name = ? and u.active order by u.id limit 1
                  """,
                  role)
              .get(0);
      keys.put(role, keeping.given().createKey(Long.parseLong(id), null));
    }
    return keys;
  }

  private static Api as(Plinth plinth, String role) {
    return plinth.anonymous().bearer(keys.get(role));
  }

  /** The statements of each role's first questions, once the server has asked itself. */
  private static void askFirst() {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!keeping.output().contains("What people ask first is kept.")) {
      assertThat(System.nanoTime()).as("warmed up").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    for (String role : ROLES) {
      Api api = as(keeping, role);
      Api page = api.with("Accept", "text/html");
      api.get("/api/v1/me").expect(200); // looks up who it is
      first(role, api.get("/api/v1/dashboard"));
      Answer shell = page.get("/");
      first(role, shell);
      for (String panel : Questions.panels(shell)) {
        first(role, page.with("HX-Request", "true").get(panel));
      }
      first(role, page.get("/clients"));
    }
  }

  private static void first(String role, Answer answer) {
    FIRST.put(role + " " + answer.request(), answer.expect(200).statements());
  }

  @Test
  void whatPeopleAskFirstIsKeptFromTheStartOn() {
    assertThat(FIRST).hasSize(ROLES.size() * 9);
    Map<String, Integer> asked = new LinkedHashMap<>(FIRST);
    asked.values().removeIf(statements -> statements == 0);
    // Whoever sees only their own rows shares them with nobody.
    assertThat(asked).isNotEmpty().allSatisfy((q, n) -> assertThat(q).startsWith("Staff "));
  }

  private record Asked(String question, List<String> answers, int kept) {}

  @Test
  void answersAreTheSameWithAndWithoutIt() throws Exception {
    Sample sample = Sample.create(keeping);
    // Else it would end by itself between one and the other.
    keeping.given().update("delete from jobs where id = ?", sample.running());
    long seed = Long.getLong("plinth.seed", 20_261_121L);
    Questions questions = new Questions(keeping, sample, new Random(seed));
    List<Asked> kept = atOnce(questions.of(QUESTIONS), q -> ask(keeping, q, true));
    assertThat(kept.stream().map(Asked::question)).doesNotHaveDuplicates().hasSize(QUESTIONS);
    assertThat(kept.stream().mapToInt(Asked::kept).sum()).as("kept").isGreaterThan(QUESTIONS / 2);
    keeping.close();
    List<String> differing = new ArrayList<>();
    try (Plinth computing =
        Plinth.start("computing", database, Map.of("PLINTH_CACHE_ENABLED", "false")).awaitReady()) {
      List<String> same = kept.stream().map(Asked::question).toList();
      List<Asked> computed = atOnce(same, q -> ask(computing, q, false));
      assertThat(computed.stream().mapToInt(Asked::kept).sum()).as("not kept").isZero();
      for (int i = 0; i < QUESTIONS; i++) {
        differ(kept.get(i), computed.get(i), differing);
      }
    }
    assertThat(differing).as("with -Dplinth.seed=%d", seed).isEmpty();
  }

  private static void differ(Asked one, Asked other, List<String> differing) {
    for (int i = 0; i < ROLES.size(); i++) {
      if (!one.answers().get(i).equals(other.answers().get(i))) {
        differing.add(
            ROLES.get(i)
                + " "
                + one.question()
                + "\n  kept:     "
                + one.answers().get(i)
                + "\n  computed: "
                + other.answers().get(i));
      }
    }
  }

  /** Every role, one after the other; twice, so that the second can be what the first has left. */
  private static Asked ask(Plinth plinth, String question, boolean twice) {
    List<String> answers = new ArrayList<>();
    int kept = 0;
    for (String role : ROLES) {
      boolean page = !question.startsWith("/api/");
      Api api = as(plinth, role).with("Accept", page ? "text/html" : "application/json");
      if (twice) {
        api.get(question);
      }
      Answer answer = api.get(question);
      kept += answer.header("Age") != null ? 1 : 0;
      answers.add(plain(answer));
    }
    return new Asked(question, answers, kept);
  }

  /** All that there is to an answer but the moment. A tag is of a body with its moment. */
  private static String plain(Answer answer) {
    String text = answer.text();
    String body = text.replaceAll(MOMENT, "");
    String tag = body.equals(text) ? answer.etag() : "of the moment";
    return String.join(
        " | ",
        String.valueOf(answer.status()),
        String.valueOf(answer.header("Content-Type")),
        String.valueOf(answer.header("Link")),
        String.valueOf(answer.header("Vary")),
        String.valueOf(answer.header("Cache-Control")),
        String.valueOf(tag),
        body);
  }

  private interface Asking {
    Asked of(String question);
  }

  private static List<Asked> atOnce(List<String> questions, Asking asking) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Asked>> futures = new ArrayList<>();
      questions.forEach(q -> futures.add(threads.submit(() -> asking.of(q))));
      List<Asked> asked = new ArrayList<>();
      for (Future<Asked> future : futures) {
        asked.add(future.get());
      }
      return asked;
    } finally {
      threads.shutdownNow();
    }
  }
}
