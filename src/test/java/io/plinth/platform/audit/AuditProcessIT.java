package io.plinth.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.run.EmbeddedDatabase;
import io.plinth.run.PlinthProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plinth as an operator runs it with a role that owns the tables and one that works with them, and
 * the command that verifies what it left.
 */
class AuditProcessIT {
  private static final String SECRET = "a secret of the tests, 32 bytes or more";
  private static final String KEY = "test-key-of-the-administrator-0123456789";
  private static EmbeddedDatabase.Database owner;
  private static EmbeddedDatabase.Database application;
  @TempDir private static Path folder;

  @BeforeAll
  static void runPlinthOnceAndStopIt() throws Exception {
    owner = EmbeddedDatabase.shared().create("audit_process");
    application = new EmbeddedDatabase.Database(owner.url(), "plinth_app", "app's password");
    try (Connection connection = EmbeddedDatabase.shared().connection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop role if exists plinth_app");
      statement.execute("create role plinth_app login password 'app''s password'");
    }
    try (PlinthProcess plinth = start()) {
      plinth.awaitReady(Duration.ofMinutes(3));
      assertThat(post(plinth, "/api/v1/clients", "{\"legalName\":\"Acme\",\"status\":\"ACTIVE\"}"))
          .isEqualTo(201);
      assertThat(get(plinth, "/api/v1/audit/verification")).isEqualTo(200);
      assertThat(get(plinth, "/api/v1/nowhere")).isEqualTo(404);
      assertThat(get(plinth, "/clients.csv")).isEqualTo(200);
      plinth.stop();
    }
  }

  @AfterAll
  static void drop() throws SQLException {
    EmbeddedDatabase.shared().drop("audit_process");
    try (Connection connection = EmbeddedDatabase.shared().connection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop role plinth_app");
    }
  }

  private static PlinthProcess start() {
    return PlinthProcess.of("audit-process")
        .database(application)
        .env("PLINTH_DB_MIGRATION_USER", owner.user())
        .env("PLINTH_DB_MIGRATION_PASSWORD", owner.password())
        .env("PLINTH_AUDIT_RETENTION", "60d")
        .env("PLINTH_SECRET", SECRET)
        .env("PLINTH_BOOTSTRAP_ADMIN_PASSWORD", "an administrator's password")
        .env("PLINTH_BOOTSTRAP_API_KEY", KEY)
        .start();
  }

  private static int get(PlinthProcess plinth, String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(plinth, path)));
  }

  private static int post(PlinthProcess plinth, String path, String json) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(plinth, path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private static URI uri(PlinthProcess plinth, String path) {
    return plinth.baseUri().resolve(path);
  }

  private static int send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request.header("Authorization", "Bearer " + KEY).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private static String text(EmbeddedDatabase.Database as, String sql) {
    try (Connection connection = DriverManager.getConnection(as.url(), as.user(), as.password());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "done";
      }
      try (ResultSet row = statement.getResultSet()) {
        return row.next() ? row.getString(1) : null;
      }
    } catch (SQLException e) {
      return e.getMessage();
    }
  }

  @Test
  void whatWasQueuedIsStoredAtTheEnd() {
    assertThat(text(owner, "select count(*) from audit_events where action = 'clients:export'"))
        .isEqualTo("1");
  }

  @Test
  void firstAdministratorIsAnEventOfNobody() {
    assertThat(
            text(
                owner,
                "select count(*) from audit_events where action = 'users:create'"
                    + " and user_id is null and address is null"))
        .isEqualTo("1");
  }

  @Test
  void applicationCanNeitherChangeTheTrailNorSwitchOffWhatGuardsIt() {
    for (String sql :
        List.of(
            "update audit_events set action = 'x:y'",
            "delete from audit_events",
            "truncate audit_events",
            "delete from audit_chain",
            "update audit_chain set seq = 1",
            "delete from audit_head",
            "update audit_checkpoints set seq = 1",
            "update audit_retention set keep = '31 days'",
            "delete from audit_retention",
            "insert into flyway_schema_history select * from flyway_schema_history",
            "create table mine (id int)")) {
      assertThat(text(application, sql)).as(sql).contains("permission denied");
    }
    for (String sql :
        List.of(
            "alter table audit_events disable trigger user",
            "drop table audit_events",
            "drop trigger audit_events_fixed on audit_events")) {
      assertThat(text(application, sql)).as(sql).contains("must be owner");
    }
    assertThat(text(application, "select audit_drop_partitions(now())"))
        .contains("not past the retention");
    assertThat(text(application, "select audit_drop_partitions('2020-01-01')"))
        .contains("no checkpoint");
    assertThat(text(application, "select audit_spread_default()")).contains("permission denied");
    assertThat(text(application, "select audit_make_partitions('2040-01-01', 2)")).isEqualTo("2");
    String partition = text(owner, "select min(tableoid::regclass::text) from audit_events");
    assertThat(text(application, "delete from " + partition)).contains("permission denied");
    assertThat(text(application, "insert into " + partition + " select * from audit_events"))
        .contains("permission denied");
  }

  /** A checkpoint is only a row, and a temporary table can bear any name. */
  @Test
  void applicationCanDropNothingThatIsNotPastTheRetention() {
    String shadows =
        """
        create temporary table audit_retention as select interval '0' as keep;
        create temporary table audit_checkpoints as
          select timestamptz '2999-01-01' as before, 9223372036854775807 as seq;
        create temporary table audit_chain as select 1::bigint as seq, now() as event_at;
        """;
    assertThat(text(application, "select audit_make_partitions('2020-01-01', 1)")).isEqualTo("1");
    String chained = text(owner, "select count(*) from audit_chain");
    assertThat(chained).isNotEqualTo("0");
    try {
      String forged =
          "insert into audit_checkpoints (before, seq, hash, signature)"
              + " values ('2999-01-01', 9223372036854775807, '\\x00', '\\x00')";
      assertThat(text(application, forged)).isEqualTo("done");
      for (String before : List.of("", shadows)) {
        assertThat(
                text(
                    application,
                    before + "select audit_drop_partitions(now() - interval '59 days')"))
            .contains("not past the retention");
        text(application, before + "select audit_forget_chain(2147483647)");
        assertThat(text(owner, "select count(*) from audit_chain")).isEqualTo(chained);
      }
      assertThat(text(application, "select audit_drop_partitions('2020-02-02')"))
          .as("what is past it can go")
          .isEqualTo("1");
    } finally {
      text(
          owner,
          "alter table audit_checkpoints disable trigger user; delete from audit_checkpoints;"
              + " alter table audit_checkpoints enable trigger user");
    }
  }

  @Test
  void commandVerifiesAndNamesWhatIsBroken() throws Exception {
    String classPath = unpacked();
    Run whole = verify(classPath, SECRET);
    assertThat(whole.status()).as(whole.output()).isZero();
    assertThat(whole.output()).contains("The audit trail is intact.", "The chain is at ");
    assertThat(verify(classPath, SECRET, "5:" + "0".repeat(64)).status()).isEqualTo(1);
    assertThat(verify(classPath, SECRET, "nonsense").status()).isEqualTo(2);
    assertThat(verify(classPath, "short").status()).isEqualTo(2);
    Run foreign = verify(classPath, "another secret of the tests, 32 bytes or more");
    assertThat(foreign.status()).as(foreign.output()).isEqualTo(1);
  }

  private record Run(int status, String output) {}

  private static Run verify(String classPath, String secret, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath, "io.plinth.platform.audit.VerifyAudit"));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "verify", ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PLINTH_DB_URL", application.url());
    builder.environment().put("PLINTH_DB_USER", application.user());
    builder.environment().put("PLINTH_DB_PASSWORD", application.password());
    builder.environment().put("PLINTH_SECRET", secret);
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), Files.readString(log));
  }

  /** As the operations guide says: the WAR unpacked, and nothing of the container. */
  private static String unpacked() throws IOException {
    Path war = Path.of(System.getProperty("plinth.war", "target/plinth.war"));
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(war))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!entry.isDirectory() && entry.getName().startsWith("WEB-INF/")) {
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
    }
    return folder.resolve("WEB-INF/classes") + ":" + folder.resolve("WEB-INF/lib") + "/*";
  }
}
