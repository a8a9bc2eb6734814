package io.plinth.platform.http;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entity tags: what was read need not be sent again, and what has changed is not overwritten. */
class ConditionalRequestsIT {
  private static final int WRITERS = 8;
  private final Plinth plinth = Plinth.shared();
  private final Api api = plinth.api();

  private static boolean isStreamed(Route route) {
    return route.produces().contains("text/csv") || route.produces().contains("text/event-stream");
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() {
    Sample sample = Sample.create(plinth);
    Walk.reads()
        .filter(r -> !isStreamed(r) && !tellsTheTime(r))
        .forEach(
            route -> {
              Answer first = Walk.send(api, route, sample.path(route)).expect(200);
              assertThat(first.etag()).as("%s", first).matches("\"[\\w-]+\\.[\\w=-]+\"");
              assertThat(first.header("Vary")).contains("Accept");
              assertThat(first.header("Cache-Control")).contains("private");
              Answer again =
                  Walk.send(api.with("If-None-Match", first.etag()), route, sample.path(route));
              again.expect(304);
              assertThat(again.bytes()).isEmpty();
              assertThat(again.etag()).isEqualTo(first.etag());
              Walk.send(api.with("If-None-Match", "\"0.other\""), route, sample.path(route))
                  .expect(200);
            });
  }

  /**
   * What no two answers can have in common: figures of the process, among which is the request that
   * asks for them, and the moment at which the audit trail was verified. The dashboard, which tells
   * the time too, is kept.
   */
  private static boolean tellsTheTime(Route route) {
    return route.path().equals("/metrics")
        || route.path().matches("(/api/v1)?/operations(/panels/.*)?")
        || route.path().equals("/api/v1/audit/verification");
  }

  @Test
  void tagIsOfThePersonTheFieldsAndTheContent() {
    long client = plinth.given().createClient();
    String path = "/api/v1/clients/" + client;
    String tag = api.get(path).expect(200).etag();
    Api staff = plinth.given().createUser("Staff").api();
    assertThat(staff.get(path).expect(200).etag()).isNotEqualTo(tag);
    assertThat(staff.with("If-None-Match", tag).get(path).status()).isEqualTo(200);
    assertThat(api.get(path + "?fields=id").expect(200).etag()).isNotEqualTo(tag);
    api.patch(path, Map.of("source", "fair")).expect(200);
    assertThat(api.with("If-None-Match", tag).get(path).status()).isEqualTo(200);
  }

  @Test
  void headIsGetWithoutABody() {
    Sample sample = Sample.create(plinth);
    Walk.reads()
        .filter(r -> !tellsTheTime(r))
        .forEach(
            route -> {
              String path = sample.path(route);
              Answer head = api.with("Accept", route.produces().get(0)).head(path);
              assertThat(head.status()).as("%s", head).isEqualTo(200);
              assertThat(head.bytes()).isEmpty();
              assertThat(head.etag()).isEqualTo(Walk.send(api, route, path).etag());
            });
  }

  static Stream<Route> changes() {
    return Walk.withIds()
        .filter(Route::isApi)
        .filter(r -> List.of("PUT", "PATCH", "DELETE").contains(r.verb()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void staleTagIsRefusedAndTheFreshOneTaken(Route route) {
    Sample sample = Sample.create(plinth);
    String path = sample.path(route);
    String stale = api.get(path).expect(200).etag();
    change(sample, path);
    String fresh = api.get(path).expect(200).etag();
    assertThat(fresh).isNotEqualTo(stale);
    for (String tag : List.of(stale, "\"nonsense\"", "W/" + fresh, "\"99.abc\"", "x")) {
      Answer refused = Walk.send(api.with("If-Match", tag), route, path, sample.body(route));
      assertProblem(refused, 412);
    }
    if (!route.verb().equals("DELETE")) {
      Walk.send(api.with("If-Match", fresh), route, path, sample.body(route)).expect(200);
      return;
    }
    Answer deleted = Walk.send(api.with("If-Match", fresh), route, path);
    // A client with hours cannot be deleted, a service neither; either way the tag was right.
    assertThat(deleted.status()).as("%s", deleted).isIn(204, 409);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void oneOfSeveralTagsIsEnough(Route route) {
    Sample sample = Sample.create(plinth);
    String path = sample.path(route);
    String stale = api.get(path).expect(200).etag();
    change(sample, path);
    String fresh = api.get(path).expect(200).etag();
    String newer = fresh.replaceFirst("\\d+", "99");
    for (String none : List.of(stale + ", " + newer, "W/" + fresh + "," + stale, "*, " + stale)) {
      Answer refused = Walk.send(api.with("If-Match", none), route, path, sample.body(route));
      assertProblem(refused, 412);
    }
    String many =
        IntStream.range(100, 111).mapToObj(v -> "\"" + v + ".a\"").collect(Collectors.joining(","));
    assertProblem(Walk.send(api.with("If-Match", many), route, path, sample.body(route)), 400);
    String tags = stale + " ,," + newer + ", " + fresh;
    Answer changed = Walk.send(api.with("If-Match", tags), route, path, sample.body(route));
    // A client with hours cannot be deleted, a service neither; either way a tag was right.
    assertThat(changed.status()).as("%s", changed).isIn(200, 204, 409);
    if (changed.status() == 200) {
      Walk.send(api.with("If-Match", "*"), route, path, sample.body(route)).expect(200);
    }
  }

  @Test
  void oneOfSeveralTagsIsEnoughToReadAgain() {
    for (String path : List.of("/api/v1/clients/" + plinth.given().createClient(), "/openapi")) {
      String tag = api.get(path).expect(200).etag();
      for (String tags : List.of("\"x\", " + tag, "W/" + tag + ",\"y\"", "*")) {
        api.with("If-None-Match", tags).get(path).expect(304);
      }
      api.with("If-None-Match", "\"x\", \"y\"").get(path).expect(200);
    }
  }

  private void change(Sample sample, String path) {
    if (path.startsWith("/api/v1/jobs/")) {
      plinth.given().update("update jobs set version = version + 1 where id = ?", sample.job());
      return;
    }
    Route put =
        changes()
            .filter(r -> r.verb().equals("PUT"))
            .filter(r -> sample.path(r).equals(path))
            .findFirst()
            .orElseThrow();
    Walk.send(api, put, path, sample.body(put)).expect(200);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void ofManyWritersWithOneTagOneWins(Route route) throws Exception {
    if (route.verb().equals("DELETE")) {
      return;
    }
    Sample sample = Sample.create(plinth);
    String path = sample.path(route);
    Api expecting = api.with("If-Match", api.get(path).expect(200).etag());
    Map<String, Object> body =
        route.verb().equals("PUT") ? sample.body(route) : Map.of(text(route), "changed");
    List<Integer> statuses = atOnce(() -> Walk.send(expecting, route, path, body).status());
    assertThat(statuses).filteredOn(s -> s == 200).hasSize(1);
    assertThat(statuses).allMatch(s -> s == 200 || s == 409 || s == 412);
  }

  /** Without a tag a patch is merged with what it read, so it may not overwrite another. */
  @Test
  void patchesAtTheSameTimeLoseNothing() throws Exception {
    long client = plinth.given().createClient();
    String path = "/api/v1/clients/" + client;
    long before = version(path);
    List<Integer> statuses =
        atOnce(() -> api.patch(path, Map.of("source", Given.unique("s"))).status());
    long succeeded = statuses.stream().filter(s -> s == 200).count();
    assertThat(succeeded).isPositive();
    assertThat(statuses).allMatch(s -> s == 200 || s == 409 || s == 412);
    assertThat(version(path) - before).isEqualTo(succeeded);
  }

  private long version(String path) {
    return api.get(path).expect(200).json().path("version").asLong();
  }

  private static String text(Route route) {
    return switch (route.path()) {
      case "/api/v1/clients/{id}" -> "source";
      case "/api/v1/services/{id}" -> "serviceType";
      case "/api/v1/timesheet-entries/{id}" -> "description";
      case "/api/v1/users/{id}" -> "displayName";
      default -> "name";
    };
  }

  private static List<Integer> atOnce(java.util.concurrent.Callable<Integer> work)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Integer>> results =
          IntStream.range(0, WRITERS)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            start.await();
                            return work.call();
                          }))
              .toList();
      start.countDown();
      List<Integer> statuses = new java.util.ArrayList<>();
      for (Future<Integer> result : results) {
        statuses.add(result.get());
      }
      return statuses;
    } finally {
      threads.shutdownNow();
    }
  }
}
