package io.plinth.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.http.RequestOutcome;
import io.plinth.platform.settings.SettingsException;
import io.plinth.platform.start.Started;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refusals by the thousand: few events, none of them lost. */
class RefusalTallyIT {
  private AuditDatabase trail;
  private RefusalTally tally;

  @BeforeEach
  void open() {
    trail = new AuditDatabase("refusals", Map.of());
    tally = tally("1m");
  }

  @AfterEach
  void close() {
    trail.close();
  }

  private RefusalTally tally(String every) {
    return new RefusalTally(trail.queue, TestSettings.of(Map.of("plinth.audit.tally", every)));
  }

  private static RequestContext request(String address, String method, String path, String key) {
    Map<String, Object> attributes = new HashMap<>();
    Object request =
        Proxy.newProxyInstance(
            RefusalTallyIT.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, given) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getRequestURI" -> path;
                  case "getContextPath" -> "";
                  case "getHeader" -> given[0].equals("Authorization") ? key : null;
                  case "getAttribute" -> attributes.get(given[0]);
                  case "setAttribute" -> attributes.put((String) given[0], given[1]);
                  default -> throw new UnsupportedOperationException(called.getName());
                });
    return new RequestContext("id", (HttpServletRequest) request, address, true, 0, null, null);
  }

  private void end(RequestContext context, int status) {
    String method = context.request().getMethod();
    tally.ended(context, new RequestOutcome("/", method, status, context.userId(), 0, 0));
  }

  private void signIn(String address, String name, int status) {
    RequestContext context = request(address, "POST", "/login", null);
    context.named(name);
    end(context, status);
  }

  /** As at a shutdown. */
  private void stop() throws InterruptedException {
    tally.stop(new Object());
    trail.queue.start(new Started());
    trail.queue.stop(new Object());
  }

  private String events(String columns) {
    String all = "select string_agg(concat_ws(' ', %s), ', ' order by id) from audit_events";
    return trail.database.text(all.formatted(columns));
  }

  @Test
  void refusalsOfAnAddressAndKindAreOneEventThatSaysHowMany() throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      signIn("192.0.2.1", "ada", 429);
      end(request("192.0.2.1", "GET", "/api/v1/me", "Bearer wrong"), 401);
    }
    signIn("192.0.2.1", "ada", 503);
    signIn("192.0.2.1", "grace", 429);
    signIn("192.0.2.2", "ada", 429);
    end(request("192.0.2.1", "POST", "/logout", null), 403);
    end(request("192.0.2.1", "GET", "/metrics", "Basic YWRhOnBhc3N3b3Jk"), 401);
    RequestContext known = request("192.0.2.1", "GET", "/clients", null);
    known.identified(4);
    known.named("Ada");
    end(known, 429);
    stop();
    assertThat(events("action, address, user_id, user_name, after->>'status', after->>'count'"))
        .isEqualTo(
            "sessions:create 192.0.2.1 ada 429 500, api-keys:use 192.0.2.1 401 500,"
                + " sessions:create 192.0.2.1 ada 503 1, sessions:create 192.0.2.1 grace 429 1,"
                + " sessions:create 192.0.2.2 ada 429 1, requests:refuse 192.0.2.1 403 1,"
                + " api-keys:use 192.0.2.1 401 1,"
                + " requests:refuse 192.0.2.1 4 Ada 429 1");
    // printf wrong | sha256sum
    assertThat(
            trail.database.text("select string_agg(after->>'fingerprint', ' ') from audit_events"))
        .isEqualTo("8810ad58");
    assertThat(events("outcome, after->>'request'")).contains("REFUSED GET /api/v1/me, ");
    assertThat(trail.verify().finding()).isNull();
  }

  @Test
  void whatIsNoRefusalOrHasItsEventIsNotCounted() throws InterruptedException {
    for (int status : new int[] {200, 303, 304, 400, 404, 500}) {
      signIn("192.0.2.1", "ada", status);
    }
    end(request("192.0.2.1", "GET", "/clients", null), 503);
    end(request("192.0.2.1", "GET", "/login", null), 503);
    RequestContext audited = request("192.0.2.1", "POST", "/login", null);
    audited.audited();
    end(audited, 401);
    stop();
    assertThat(trail.database.number("select count(*) from audit_events")).isZero();
  }

  @Test
  void namesWithoutEndAreCountedWithoutTheirNames() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      signIn("2001:db8::" + Integer.toHexString(i), "name " + i + "x".repeat(10_000), 429);
    }
    signIn("192.0.2.2", "ada", 429);
    stop();
    assertThat(trail.database.number("select count(*) from audit_events"))
        .isEqualTo(RefusalTally.MOST_OF_A_PLACE + 2);
    assertThat(
            trail.database.number(
                "select sum(cast(after->>'count' as int)) from audit_events"
                    + " where address like '2001:%'"))
        .isEqualTo(1_000);
    assertThat(trail.database.number("select max(length(user_name)) from audit_events"))
        .isEqualTo(200);
  }

  @Test
  void addressesWithoutEndAreCountedTogether() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (int t = 0; t < 8; t++) {
      int second = t;
      threads.execute(
          () -> {
            for (int i = 0; i < 1_000; i++) {
              String address = "10." + second + "." + i / 250 + "." + i % 250;
              end(request(address, "GET", "/api/v1/" + "x".repeat(8_000), "Bearer " + i), 401);
            }
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    stop();
    assertThat(trail.database.number("select count(*) from audit_events"))
        .isEqualTo(RefusalTally.MOST + 1);
    assertThat(trail.database.number("select sum(cast(after->>'count' as int)) from audit_events"))
        .isEqualTo(8_000);
    assertThat(
            trail.database.text(
                "select after->>'count' from audit_events where address = 'other addresses'"))
        .isEqualTo("7900");
    assertThat(trail.database.number("select max(length(cast(after as text))) from audit_events"))
        .isLessThan(500);
  }

  @Test
  void eachMinuteBeginsAnew() throws InterruptedException {
    signIn("192.0.2.1", "ada", 429);
    tally.flush();
    tally.flush();
    signIn("192.0.2.1", "ada", 429);
    signIn("192.0.2.1", "ada", 429);
    stop();
    assertThat(events("after->>'count'")).isEqualTo("1, 2");
  }

  @Test
  void badSettingIsRefusedByName() {
    for (String value : new String[] {"0s", "999ms", "61m", "often"}) {
      assertThatThrownBy(() -> tally(value))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("PLINTH_AUDIT_TALLY");
    }
  }
}
