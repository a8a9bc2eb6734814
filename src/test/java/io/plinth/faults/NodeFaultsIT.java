package io.plinth.faults;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.faults.Load.Outcome;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plinth itself is killed, runs with a clock that is wrong, and is told to go while it is used. In
 * that order, for each needs a start: what comes back after the kill has the clock that the next
 * test sets.
 */
@Tag("alone")
@TestMethodOrder(OrderAnnotation.class)
class NodeFaultsIT {
  /** From the moment when the container says that it is up. */
  private static final Duration READY = Duration.ofSeconds(10);

  private static final Duration START = Duration.ofMinutes(2);

  private static final Pattern UP = Pattern.compile("Payara Micro .* ready in [0-9,]+ \\(ms\\)");
  private static final int TTL_SECONDS = 2;

  @TempDir private static Path folder;
  private final Rig rig = Rig.running();

  /** The next tests are to have a server whose clock is right. */
  @AfterAll
  static void end() {
    Rig.endPlinth();
  }

  @AfterEach
  void setClockRight() {
    setClock("+0");
  }

  private static Path clock() {
    return folder.resolve("clock");
  }

  /** The library that gives a process another time of day; its monotonic clock stays as it is. */
  private static Optional<Path> fakeTime() {
    try (Stream<Path> libraries = Files.list(Path.of("/usr/lib"))) {
      Optional<Path> found =
          libraries
              .map(l -> l.resolve("faketime").resolve("libfaketimeMT.so.1"))
              .filter(Files::exists)
              .findFirst();
      if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
        throw new IllegalStateException("CI needs Debian's package faketime");
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** And little time to live for what is kept, so that a test can outlive it. */
  private static Map<String, String> clockOfItsOwn() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PLINTH_CACHE_TTL_PERMISSIONS", TTL_SECONDS + "s");
    environment.put("PLINTH_CACHE_TTL_DASHBOARD", TTL_SECONDS + "s");
    fakeTime()
        .ifPresent(
            library -> {
              environment.put("LD_PRELOAD", library.toString());
              environment.put("FAKETIME_TIMESTAMP_FILE", clock().toString());
              environment.put("FAKETIME_NO_CACHE", "1");
              // Else what waits for a while wakes up at once, and never rests.
              environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
              environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
            });
    return environment;
  }

  private static void setClock(String offset) {
    try {
      Files.writeString(clock(), offset + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Order(1)
  void nodeKilledWhileItWritesKeepsWhatItSaidAndNothingHalf() {
    Plinth plinth = rig.plinth();
    long client = plinth.given().createClient();
    long user = plinth.api().get("/api/v1/me").expect(200).json().path("id").asLong();
    try (Load load = Load.start(plinth.api(), 30, client, user)) {
      Rig.pause(3_000);
      plinth.kill();
      load.stop();

      setClock("+0");
      Plinth again = rig.start(clockOfItsOwn());
      long started = System.nanoTime();
      Rig.await(START, () -> again.output().contains("Deployed 1 archive"));
      long loaded = System.nanoTime();
      Rig.await(START, () -> UP.matcher(again.output()).find());
      long up = System.nanoTime();
      Rig.await(READY, () -> status(again, "/health/ready") == 200);
      long ready = System.nanoTime();
      System.out.printf(
          "Killed: ready %d ms after the container was up, %d ms after it had loaded Plinth, %d ms"
              + " after the start; %d writes had been acknowledged%n",
          (ready - up) / 1_000_000,
          (ready - loaded) / 1_000_000,
          (ready - started) / 1_000_000,
          load.acknowledged("clients").size() + load.acknowledged("entries").size());
      for (String what : List.of("clients", "entries")) {
        assertThat(load.acknowledged(what)).hasSizeGreaterThan(3);
      }
      assertThat(rig.truth().missing("clients", load.acknowledged("clients"))).isEmpty();
      assertThat(rig.truth().missing("timesheet_entries", load.acknowledged("entries"))).isEmpty();
      assertThat(rig.truth().halves()).isZero();
      again.given().createClient();
    }
    plantedHalfIsFound();
  }

  private void plantedHalfIsFound() {
    long before = rig.truth().halves();
    rig.plinth()
        .given()
        .update(
            "insert into clients (legal_name, status, currency) values ('Half', 'ACTIVE', 'USD')");
    assertThat(rig.truth().halves()).isEqualTo(before + 1);
    rig.plinth().given().update("delete from clients where legal_name = 'Half'");
  }

  /** 0 where nothing answers. */
  private static int status(Plinth plinth, String path) {
    try {
      return plinth.anonymous().get(path).status();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  @Test
  @Order(2)
  void clockThatIsSetBackOrForwardNeitherUnlocksNorShutsOutNorFails() {
    Assumptions.assumeTrue(fakeTime().isPresent(), "libfaketime is not installed");
    Plinth plinth = rig.plinth();
    Person person = plinth.given().createUser("Manager");
    Person guessed = plinth.given().createUser("Viewer");
    Api session = from(plinth, "203.0.113.1").signIn(person.username(), person.password());
    lock(plinth, guessed);
    plinth.given().createClient();
    String next = plinth.api().get("/api/v1/clients?size=1").json().at("/page/next").asText();
    plinth.api().get("/api/v1/dashboard").expect(200);

    for (String offset : List.of("-3h", "+10m", "+0")) {
      setClock(offset);
      Rig.pause(200);
      assertClock(plinth, offset);
      session.get("/api/v1/me").expect(200);
      person.api().get("/api/v1/me").expect(200);
      plinth.api().get("/api/v1/clients?size=1&after=" + Api.encode(next)).expect(200);
      assertLocked(plinth, guessed);
      from(plinth, "203.0.113.2").trySignIn(person.username(), person.password(), "").expect(303);
      Answer limited = person.api().get("/api/v1/me").expect(200);
      assertThat(limited.header("RateLimit")).matches("\"default\";r=\\d+;t=([1-9]|[1-5]\\d|60)");
      Answer kept = plinth.api().get("/api/v1/dashboard").expect(200);
      assertThat(Optional.ofNullable(kept.header("Age")).orElse("0")).matches("\\d+");
      plinth.given().createClient();
      plinth.anonymous().get("/health/ready").expect(200);
    }
    assertThat(rig.truth().halves()).isZero();
  }

  @Test
  @Order(3)
  void clockThatIsSetBackKeepsNothingLongerAndForwardEndsNobodysSession() {
    Assumptions.assumeTrue(fakeTime().isPresent(), "libfaketime is not installed");
    Plinth plinth = rig.plinth();
    Person gone = plinth.given().createUser("Viewer");
    Person stays = plinth.given().createUser("Viewer");
    stays.api().get("/api/v1/me").expect(200);
    from(plinth, "203.0.113.4").signIn(stays.username(), stays.password());
    gone.api().get("/api/v1/me").expect(200);
    String asOf = asOf(plinth);
    setClock("-3h");
    plinth.given().update("delete from api_keys where user_id = ?", gone.id());
    Rig.pause(1_000 * TTL_SECONDS + 500);
    assertProblem(gone.api().get("/api/v1/me"), 401);
    assertThat(asOf(plinth)).isNotEqualTo(asOf);

    setClock("+13h");
    Rig.pause(200);
    from(plinth, "203.0.113.4").trySignIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD, "").expect(303);
    assertThat(rig.truth().number("select count(*) from sessions where user_id = ?", stays.id()))
        .isEqualTo(1);
  }

  private static String asOf(Plinth plinth) {
    return plinth.api().get("/api/v1/dashboard").expect(200).json().path("asOf").asText();
  }

  /** That the clock is where it was set. */
  private static void assertClock(Plinth plinth, String offset) {
    String name = Given.unique("Clock");
    plinth.api().post("/api/v1/clients", Map.of("legalName", name, "status", "ACTIVE")).expect(201);
    List<String> late =
        plinth
            .given()
            .select(
                "select round(extract(epoch from created_at - now()) / 60)::int from clients"
                    + " where legal_name = ?",
                name);
    int minutes = offset.equals("-3h") ? -180 : offset.equals("+10m") ? 10 : 0;
    assertThat(Integer.parseInt(late.get(0)))
        .as("the node's clock")
        .isBetween(minutes - 1, minutes + 1);
  }

  private static Api from(Plinth plinth, String address) {
    return plinth.anonymous().with("X-Forwarded-Proto", "https").with("X-Forwarded-For", address);
  }

  private static void lock(Plinth plinth, Person guessed) {
    for (int i = 0; i < 5; i++) {
      from(plinth, "203.0.113.3").trySignIn(guessed.username(), "wrong", "").expect(401);
    }
    assertLocked(plinth, guessed);
  }

  private static void assertLocked(Plinth plinth, Person guessed) {
    Answer locked =
        from(plinth, "203.0.113.3").trySignIn(guessed.username(), guessed.password(), "");
    assertThat(locked.status()).as("%s", locked).isEqualTo(429);
    assertThat(Integer.parseInt(locked.header("Retry-After"))).isBetween(25 * 60, 30 * 60);
  }

  @Test
  @Order(4)
  void nodeThatIsToldToGoAnswersWhatItHasTakenOnAndLosesNothing() {
    Plinth plinth = rig.plinth();
    long client = plinth.given().createClient();
    long user = plinth.api().get("/api/v1/me").expect(200).json().path("id").asLong();
    try (Load load = Load.start(plinth.api(), 40, client, user)) {
      Rig.pause(3_000);
      plinth.handle().destroy(); // SIGTERM
      long told = System.nanoTime();
      plinth.exitStatus();
      load.stop();

      Outcomes all = new Outcomes(load.outcomes());
      Outcomes taken = all.before(told - Duration.ofMillis(250).toNanos());
      assertThat(taken.all()).hasSizeGreaterThan(80);
      assertThat(taken.failedOnlyAs()).isEmpty();
      List<Outcome> refused = all.answered().failedOnlyAs(503);
      List<Outcome> closed = all.assertNobodyCutOff();
      System.out.printf(
          "SIGTERM: of %d requests %d were refused, %d found the port closed%n",
          all.all().size(), refused.size(), closed.size());
      assertThat(rig.truth().missing("clients", load.acknowledged("clients"))).isEmpty();
      assertThat(rig.truth().missing("timesheet_entries", load.acknowledged("entries"))).isEmpty();
      assertThat(rig.truth().halves()).isZero();
    }
  }
}
