package io.plinth.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.run.EmbeddedDatabase;
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
import java.util.function.IntFunction;
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

  /** A question, who asked it, and the answer; whether it had been kept. */
  private record Asked(String question, String role, String answer, boolean kept) {}

  @Test
  void answersAreTheSameWithAndWithoutIt() throws Exception {
    Sample sample = Sample.create(keeping);
    // Else it would end by itself between one and the other.
    keeping.given().update("delete from jobs where id = ?", sample.running());
    long seed = Long.getLong("plinth.seed", 20_261_121L);
    List<String> questions = new Questions(keeping, sample, new Random(seed)).of(QUESTIONS);
    assertThat(questions).doesNotHaveDuplicates().hasSize(QUESTIONS);
    List<Asked> kept = atOnce(i -> askAfterSomebody(questions.get(i), i));
    assertThat(kept.stream().filter(Asked::kept).count()).as("kept").isGreaterThan(QUESTIONS / 50);
    keeping.close();
    List<String> differing = new ArrayList<>();
    try (Plinth computing =
        Plinth.start("computing", database, Map.of("PLINTH_CACHE_ENABLED", "false")).awaitReady()) {
      List<Asked> computed =
          atOnce(i -> ask(computing, kept.get(i).question(), kept.get(i).role()));
      assertThat(computed).as("not kept").noneMatch(Asked::kept);
      for (int i = 0; i < QUESTIONS; i++) {
        if (!kept.get(i).answer().equals(computed.get(i).answer())) {
          differing.add(kept.get(i) + "\nand computed " + computed.get(i));
        }
      }
    }
    assertThat(differing).as("with -Dplinth.seed=%d", seed).isEmpty();
  }

  /**
   * Somebody asks first: every other time the same person, whose answer may be given again, else
   * somebody of another role, whose answer may not.
   */
  private static Asked askAfterSomebody(String question, int turn) {
    String role = ROLES.get(turn % ROLES.size());
    String first = turn / ROLES.size() % 2 == 0 ? role : ROLES.get((turn + 1) % ROLES.size());
    ask(keeping, question, first);
    return ask(keeping, question, role);
  }

  private static Asked ask(Plinth plinth, String question, String role) {
    boolean page = !question.startsWith("/api/");
    Answer answer =
        as(plinth, role).with("Accept", page ? "text/html" : "application/json").get(question);
    return new Asked(question, role, plain(answer), answer.header("Age") != null);
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

  private static List<Asked> atOnce(IntFunction<Asked> asking) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Asked>> futures = new ArrayList<>();
      for (int i = 0; i < QUESTIONS; i++) {
        int turn = i;
        futures.add(threads.submit(() -> asking.apply(turn)));
      }
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
