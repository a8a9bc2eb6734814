package io.plinth.platform.metrics;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus reads, and the files for it. */
class MetricsIT {
  private static final Path FILES = Path.of("src/docs/operations");
  private static final Pattern NAME = Pattern.compile("\\b([a-z]+(?:_[a-z0-9]+)+)\\b(?!=|\")");
  private static final Set<String> PROMQL =
      Set.of("histogram_quantile", "label_values", "group_left", "group_right", "sum_over_time");

  /** There once something was called: OidcIT sees them. */
  private static final Set<String> CALLED =
      Set.of("http_client_requests_seconds_bucket", "http_client_requests_seconds_count");

  private final Plinth plinth = Plinth.shared();
  private final Api api = plinth.api();

  private String scrape() {
    return api.get("/metrics").expect(200).text();
  }

  private static double value(String metrics, String series) {
    return metrics
        .lines()
        .filter(l -> l.startsWith(series + " "))
        .mapToDouble(l -> Double.parseDouble(l.substring(series.length() + 1)))
        .sum();
  }

  @Test
  void hasWhatTheGuidePromises() {
    api.get("/api/v1/clients").expect(200);
    scrape();
    assertThat(names(scrape()))
        .contains(
            "http_server_requests_seconds_bucket",
            "http_server_requests_seconds_count",
            "http_server_active_requests",
            "http_server_request_statements_bucket",
            "db_query_seconds_bucket",
            "hikaricp_connections_active",
            "hikaricp_connections_pending",
            "hikaricp_connections_acquire_seconds_count",
            "jvm_memory_used_bytes",
            "jvm_gc_pause_seconds_count",
            "jvm_threads_live_threads",
            "process_cpu_seconds_total",
            "process_resident_memory_bytes",
            "process_files_open_files",
            "process_uptime_seconds",
            "cache_gets_total",
            "ratelimit_decisions_total",
            "admission_active",
            "admission_waiting",
            "admission_refused_total",
            "audit_queue_size",
            "audit_queue_capacity",
            "audit_queue_oldest_seconds",
            "audit_chain_lag_seconds",
            "job_streams_open",
            "access_log_dropped_total");
  }

  @Test
  void requestIsCountedUnderItsTemplateWithItsStatements() {
    long client = plinth.given().createClient();
    String labels =
        "{method=\"GET\",outcome=\"SUCCESS\",status=\"200\",uri=\"/api/v1/clients/{id}\"}";
    String requests = "http_server_requests_seconds_count" + labels;
    String statements =
        "http_server_request_statements_sum{method=\"GET\",uri=\"/api/v1/clients/{id}\"}";
    String before = scrape();
    Answer answer = api.get("/api/v1/clients/" + client).expect(200);
    String after = scrape();
    assertThat(value(after, requests)).isEqualTo(value(before, requests) + 1);
    assertThat(value(after, statements)).isEqualTo(value(before, statements) + answer.statements());
    String buckets =
        "http_server_requests_seconds_bucket" + labels.replace("}\"}", "}\",le=\"30.0\"}");
    assertThat(value(after, buckets)).isGreaterThan(value(before, buckets));
    assertThat(value(after, "http_server_active_requests")).isGreaterThanOrEqualTo(1);
  }

  @Test
  void decisionsOfLimitsAreCounted() {
    String allowed = "ratelimit_decisions_total{decision=\"allowed\",limit=\"%s\"}";
    double requests = api.metric(allowed.formatted("default"));
    double tokens = api.metric(allowed.formatted("tokens"));
    double signIns = api.metric(allowed.formatted("sign-ins"));
    api.get("/api/v1/me").expect(200);
    plinth.anonymous().bearer("wrong").get("/api/v1/me").expect(401);
    plinth.anonymous().trySignIn("nobody", "wrong", "").expect(401);
    assertThat(api.metric(allowed.formatted("default"))).isEqualTo(requests + 1);
    assertThat(api.metric(allowed.formatted("tokens"))).isEqualTo(tokens + 1);
    assertThat(api.metric(allowed.formatted("sign-ins"))).isEqualTo(signIns + 1);
  }

  /** A request that is held by a lock has its place all the while. */
  @Test
  void requestInWorkHasAPlace() throws Exception {
    await(() -> api.metric("admission_active") == 0); // metrics need none
    try (Connection locking = plinth.connection();
        Statement statement = locking.createStatement()) {
      locking.setAutoCommit(false);
      statement.execute("lock table clients");
      var held =
          CompletableFuture.supplyAsync(
              () -> api.with("Cache-Control", "no-cache").get("/api/v1/clients"));
      await(() -> api.metric("admission_active") == 1);
      assertThat(api.metric("admission_waiting")).isZero();
      locking.rollback();
      held.get(30, TimeUnit.SECONDS).expect(200);
    }
    await(() -> api.metric("admission_active") == 0);
  }

  @Test
  void auditEventsThatWaitAreSeen() {
    Api staff = plinth.given().createUser("Staff").api();
    await(
        () -> {
          staff.get("/api/v1/audit-events").expect(403); // queued, and stored within five seconds
          String metrics = scrape();
          return value(metrics, "audit_queue_size") >= 1
              && value(metrics, "audit_queue_oldest_seconds") > 0;
        });
    String metrics = scrape();
    assertThat(value(metrics, "audit_queue_oldest_seconds")).isLessThan(60);
    assertThat(value(metrics, "audit_queue_capacity"))
        .isGreaterThan(value(metrics, "audit_queue_size"));
    assertThat(value(metrics, "audit_chain_lag_seconds")).isBetween(0.0, 120.0);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Test
  void whateverIsAskedForThereAreNoMoreSeries() {
    for (int round = 0; round < 2; round++) { // the first makes the series that there may be
      strange(round);
    }
    long before = series();
    for (int i = 2; i < 200; i++) {
      strange(i);
    }
    assertThat(series()).isEqualTo(before);
    assertThat(scrape()).doesNotContain("nowhere", "BREW", "999999");
  }

  private void strange(int i) {
    api.get("/nowhere/" + i);
    api.get("/api/v1/nowhere-" + i);
    api.get("/api/v1/clients/999999" + i);
    api.get("/assets/nowhere" + i + ".css");
    api.get("/metrics/nowhere" + i);
    api.json("BREW" + i, "/api/v1/clients", "{}");
    plinth.anonymous().bearer("nobody" + i).get("/api/v1/clients");
  }

  private long series() {
    return scrape().lines().filter(l -> l.startsWith("http_server_request")).count();
  }

  @Test
  void openMetricsAreThereForThoseWhoAccept() {
    Answer answer =
        api.with("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
            .get("/metrics")
            .expect(200);
    assertThat(answer.mediaType()).isEqualTo("application/openmetrics-text");
    assertThat(answer.text()).endsWith("# EOF\n");
    assertThat(api.get("/metrics").expect(200).header("Content-Type"))
        .contains("text/plain", "version=0.0.4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/operations", "/api/v1/operations"})
  void isForThoseWhoMayReadMetrics(String path) {
    assertProblem(plinth.anonymous().get(path), 401);
    assertProblem(plinth.given().createUser("Staff").api().get(path), 403);
    Person reader = plinth.given().createUser(plinth.given().createRole("metrics:read"));
    assertThat(reader.api().get(path).status()).isEqualTo(200);
    assertThat(Walk.guarded().map(r -> r.path())).contains(path);
  }

  @Test
  void nothingBelowItIsAnswered() {
    assertProblem(api.get("/metrics/vendor"), 404);
    assertProblem(api.delete("/metrics"), 405);
  }

  @Test
  void promtoolAcceptsAllOfIt() throws Exception {
    Sample.create(plinth);
    assertThat(promtool(scrape(), "check", "metrics")).isEmpty();
    assertThat(promtool("not metrics {", "check", "metrics")).isNotEmpty();
  }

  @Test
  void promtoolAcceptsTheAlertRules() throws Exception {
    String rules = FILES.resolve("prometheus-alerts.yml").toString();
    assertThat(promtool("", "check", "rules", rules)).contains("SUCCESS");
  }

  /** What it says; empty where it is content with metrics. */
  private static String promtool(String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assumptions.abort("promtool is not installed");
      return "";
    }
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said.isEmpty() && process.exitValue() != 0 ? "status " + process.exitValue() : said;
  }

  @Test
  void dashboardAndAlertsUseOnlyMetricsThatThereAre() throws IOException {
    Sample.create(plinth); // an import, so that there has been a job
    String metrics = scrape();
    Set<String> there = names(metrics);
    Set<String> used = new TreeSet<>();
    JsonNode dashboard =
        new ObjectMapper().readTree(Files.readString(FILES.resolve("grafana-dashboard.json")));
    dashboard.findValuesAsText("expr").forEach(e -> used.addAll(metricsOf(e)));
    Files.readString(FILES.resolve("prometheus-alerts.yml"))
        .lines()
        .filter(l -> l.strip().startsWith("expr:"))
        .forEach(l -> used.addAll(metricsOf(l)));
    assertThat(used).hasSizeGreaterThan(12);
    used.removeAll(there);
    used.removeAll(CALLED);
    assertThat(used).isEmpty();
    assertThat(metricsOf("rate(no_such_seconds_total[5m])"))
        .containsExactly("no_such_seconds_total");
  }

  private static Set<String> metricsOf(String expression) {
    // Labels are no metrics: {…}, by (…), without (…).
    String bare =
        expression
            .replaceAll("\\{[^}]*}", "")
            .replaceAll("\\b(by|without|on|ignoring) *\\([^)]*\\)", "");
    return NAME.matcher(bare)
        .results()
        .map(m -> m.group(1))
        .filter(n -> !PROMQL.contains(n))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(String metrics) {
    return metrics
        .lines()
        .filter(l -> !l.startsWith("#"))
        .map(l -> l.split("[{ ]")[0])
        .collect(Collectors.toSet());
  }
}
