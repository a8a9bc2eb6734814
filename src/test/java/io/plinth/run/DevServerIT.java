package io.plinth.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.testing.Answer;
import io.plinth.testing.Api;
import io.plinth.testing.Plinth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./mvnw -Prun} runs, from its first start to one that begins anew. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGINT to send")
class DevServerIT {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final int INTERRUPTED = 128 + 2;
  private static final String CHOSEN = "correct horse battery staple";

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();
  private final int port = PlinthProcess.freePort();

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void startsStopsKeepsItsDataAndBeginsAnew() throws Exception {
    Files.createDirectories(folder.resolve("config"));
    Files.copy(Path.of("config/container.preboot"), folder.resolve("config/container.preboot"));

    Process first = start("first");
    String password = oneTimePassword(awaitBanner(first, "first"));
    createClient(changePassword(password));
    assertThat(postgres().isAlive()).isTrue();
    refusesASecondOneInTheSameFolder();
    interrupt(first, "first");

    Process second = start("second");
    assertThat(awaitBanner(second, "second"))
        .contains("Password    the one you chose when you first signed in");
    api().trySignIn("admin", password, "").expect(401);
    assertThat(clients(api().signIn("admin", CHOSEN))).isEqualTo(1);
    interrupt(second, "second");

    Process third = start("third", "-Dplinth.fresh");
    String anew = oneTimePassword(awaitBanner(third, "third"));
    assertThat(anew).isNotEqualTo(password);
    api().trySignIn("admin", CHOSEN, "").expect(401);
    assertThat(clients(changePassword(anew))).isZero();
    interrupt(third, "third");
  }

  private Process start(String name, String... options) throws IOException {
    List<String> command = new ArrayList<>(notIgnoringInterrupts());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("-Dplinth.http.port=" + port);
    command.add(file("plinth.war", "target/plinth.war"));
    command.add(file("plinth.payara", "target/payara-micro.jar"));
    command.addAll(List.of(options));
    command.add(DevServer.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("PLINTH_"));
    builder.environment().put("PLINTH_DEMO", "false");
    builder.redirectErrorStream(true).redirectOutput(output(name).toFile());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static String file(String property, String otherwise) {
    Path path = Path.of(System.getProperty(property, otherwise)).toAbsolutePath();
    return "-D" + property + "=" + path;
  }

  /**
   * What a shell has started in the background ignores SIGINT, and so does all that it starts; this
   * undoes it where it is known how.
   */
  private static List<String> notIgnoringInterrupts() throws IOException {
    List<String> reset = List.of("env", "--default-signal=INT");
    List<String> probe = new ArrayList<>(reset);
    probe.add("true");
    try {
      boolean known = new ProcessBuilder(probe).start().waitFor() == 0;
      return known ? reset : List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Path output(String name) {
    return folder.resolve(name + ".out");
  }

  private String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was said up to the end of the banner. */
  private String awaitBanner(Process process, String name) throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!read(output(name)).contains("Stop        Ctrl-C")) {
      assertThat(process.isAlive()).as(() -> "It ended: " + read(output(name))).isTrue();
      assertThat(System.nanoTime()).as(() -> read(output(name))).isLessThan(deadline);
      Thread.sleep(100);
    }
    String said = read(output(name));
    assertThat(said)
        .contains("Plinth      http://localhost:" + port, "User        admin")
        .contains("Data        " + folder.toAbsolutePath().resolve(".plinth/pg"));
    return said;
  }

  private static String oneTimePassword(String banner) {
    Matcher password = Pattern.compile("Password    (\\S{20})  \\(one time").matcher(banner);
    assertThat(password.find()).as(banner).isTrue();
    return password.group(1);
  }

  private Api api() {
    return Plinth.at(URI.create("http://localhost:" + port));
  }

  /** Signs in with the one-time password, which opens nothing but the way to another one. */
  private Api changePassword(String password) {
    Api session = api().signIn("admin", password);
    Answer form = session.get("/password").expect(200);
    assertThat(session.get("/api/v1/clients").status()).isEqualTo(403);
    session
        .form(
            "/password",
            Map.of(
                "current", password, "password", CHOSEN, "again", CHOSEN, "csrf", Api.csrf(form)))
        .expect(303);
    return session;
  }

  private static void createClient(Api session) {
    session
        .withCsrf()
        .post("/api/v1/clients", Map.of("legalName", "Kept", "status", "ACTIVE"))
        .expect(201);
  }

  private static long clients(Api session) {
    return session.get("/api/v1/clients").expect(200).json().at("/page/total/count").asLong();
  }

  private ProcessHandle postgres() throws IOException {
    Path file = folder.resolve(".plinth/pg/postmaster.pid");
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0))).orElseThrow();
  }

  private ProcessHandle server() throws IOException {
    Path file = folder.resolve(".plinth/process");
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0))).orElseThrow();
  }

  private void refusesASecondOneInTheSameFolder() throws Exception {
    Process twin = start("twin");
    assertThat(twin.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(twin.exitValue()).isEqualTo(1);
    assertThat(read(output("twin")))
        .contains("it already runs from this folder: http://localhost:" + port);
  }

  /** As Ctrl-C in a terminal: everything ends, and in order. */
  private void interrupt(Process process, String name) throws Exception {
    List<ProcessHandle> all = List.of(process.toHandle(), postgres(), server());
    assertThat(all).allMatch(ProcessHandle::isAlive);
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS))
        .as(() -> "It still runs: " + read(output(name)))
        .isTrue();
    assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
    assertThat(read(output(name))).contains("Plinth has stopped.");
    assertThat(all).noneMatch(ProcessHandle::isAlive);
    assertThat(folder.resolve(".plinth/pg/postmaster.pid")).doesNotExist();
  }
}
