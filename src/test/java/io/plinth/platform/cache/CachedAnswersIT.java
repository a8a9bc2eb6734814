package io.plinth.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Answers made from kept results: fresh for whoever writes, and nobody else's. */
class CachedAnswersIT {
  private static final long ADMINISTRATOR = 1;
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();

  @Test
  void secondAnswerTakesNoStatementAndTellsItsAge() {
    Api api = plinth.api();
    String path = "/api/v1/dashboard?from=2001-01-01&to=2001-02-01";
    api.get(path).expect(200);
    Answer again = api.get(path).expect(200);
    assertThat(again.statements()).isZero();
    assertThat(Integer.parseInt(again.header("Age"))).isBetween(0, 60);
    assertThat(again.json().path("asOf").asText()).isNotEmpty();
    Answer anew = api.with("Cache-Control", "no-cache").get(path).expect(200);
    assertThat(anew.statements()).isPositive();
    assertThat(anew.header("Age")).isNull();
  }

  /** Kept with its headers, its coding and its tag; for this person and form alone. */
  @Test
  void wholeAnswerIsKeptAsItTravels() {
    Api api = plinth.api();
    String path = "/api/v1/dashboard?from=2002-01-01&to=2003-01-01";
    long before = answers();
    Answer first = api.with("Accept-Encoding", "gzip").get(path).expect(200);
    Answer again = api.with("Accept-Encoding", "gzip").get(path).expect(200);
    assertThat(answers()).isEqualTo(before + 1);
    assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(again.header("Content-Encoding")).isEqualTo("gzip");
    for (String header :
        List.of("Content-Type", "Vary", "Cache-Control", "Content-Security-Policy")) {
      assertThat(again.header(header)).as(header).isEqualTo(first.header(header));
    }
    assertThat(again.header("Server-Timing")).contains("0 statements");
    assertThat(again.header("RateLimit")).isNotEqualTo(first.header("RateLimit"));
    Answer same = api.with("If-None-Match", first.header("ETag")).get(path);
    assertThat(same.status()).isEqualTo(200); // that tag is of the other coding
    api.with("If-None-Match", same.header("ETag")).get(path).expect(304);
    Answer other = plinth.given().createUser("Manager").api().get(path).expect(200);
    assertThat(other.header("ETag")).isNotEqualTo(same.header("ETag"));
  }

  @Test
  void keptPageHoldsTheTokenOfItsOwnSession() {
    Person person = given.createUser("Manager");
    String path = "/?panels=all&period=last-year";
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Api session = plinth.anonymous().signIn(person.username(), person.password());
      session.with("Accept", "text/html").get(path).expect(200);
      long before = answers();
      tokens.add(Api.csrf(session.with("Accept", "text/html").get(path).expect(200)));
      assertThat(answers()).as("it was kept").isEqualTo(before + 1);
    }
    assertThat(tokens).doesNotHaveDuplicates();
  }

  /** How often a whole answer was found. */
  private long answers() {
    for (JsonNode cache : plinth.api().get("/api/v1/operations").json().path("caches")) {
      if (cache.path("name").asText().equals("answers")) {
        return cache.path("hits").asLong();
      }
    }
    return 0;
  }

  @Test
  void cacheIsClearedByWhoeverMay() {
    Api api = plinth.api();
    String path = "/api/v1/dashboard?from=2003-01-01&to=2003-02-01";
    api.get(path).expect(200);
    assertThat(api.get(path).expect(200).statements()).isZero();
    given.createUser("Manager").api().delete("/api/v1/operations/caches/dashboard").expect(403);
    api.delete("/api/v1/operations/caches/dashboard").expect(204);
    assertThat(api.get(path).expect(200).statements()).isPositive();
    for (String other : List.of("answers", "roles")) {
      assertThat(answersTo(api, path)).isEqualTo(1);
      api.delete("/api/v1/operations/caches/" + other).expect(204);
      assertThat(answersTo(api, path)).as(other).isZero();
      assertThat(api.get(path).expect(200).statements()).isZero();
    }
    Answer unknown = api.delete("/api/v1/operations/caches/nonsense").expect(404);
    assertThat(unknown.json().path("detail").asText()).contains("dashboard", "roles");
  }

  /** How many whole answers were found by asking for this. */
  private long answersTo(Api api, String path) {
    long before = answers();
    api.get(path).expect(200);
    return answers() - before;
  }

  @Test
  void writeIsSeenAtOnceByWhoeverReadsNext() {
    Api api = plinth.api();
    long client = given.createClient();
    String entries = "/api/v1/timesheet-entries/summary?groupBy=client&clientId=" + client;
    String list = "/api/v1/clients?id=" + client;
    for (int i = 1; i <= 20; i++) {
      given.createEntry(client, ADMINISTRATOR);
      assertThat(api.get(entries).json().at("/totals/entries").asInt()).isEqualTo(i);
      String name = Given.unique("Renamed");
      api.patch("/api/v1/clients/" + client, Map.of("legalName", name)).expect(200);
      assertThat(api.get(list).json().at("/items/0/legalName").asText()).isEqualTo(name);
    }
  }

  /** Also beside writers: no answer is older than the last write that had ended when it began. */
  @Test
  void noAnswerIsOlderThanTheWritesBeforeIt() throws Exception {
    long client = given.createClient();
    String path = "/api/v1/timesheet-entries/summary?groupBy=client&clientId=" + client;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> readers = new ArrayList<>();
      int[] written = {0};
      for (int t = 0; t < 3; t++) {
        readers.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    int before;
                    synchronized (written) {
                      before = written[0];
                    }
                    int seen = plinth.api().get(path).json().at("/totals/entries").asInt();
                    if (seen < before) {
                      return false;
                    }
                  }
                  return true;
                }));
      }
      for (int i = 0; i < 40; i++) {
        given.createEntry(client, ADMINISTRATOR);
        synchronized (written) {
          written[0]++;
        }
      }
      for (Future<Boolean> reader : readers) {
        assertThat(reader.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
