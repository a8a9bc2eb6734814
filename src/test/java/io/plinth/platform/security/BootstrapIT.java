package io.plinth.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.paging.PageTokens;
import io.plinth.platform.persistence.MigratedDatabase;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first administrator: exactly one, with no password that anybody else could know. */
class BootstrapIT {
  private static final String KEY = "exactly-32-characters-and-no-mor";
  private static final Passwords PASSWORDS = new Passwords();
  private static MigratedDatabase database;
  private static Transactions tx;

  @TempDir private Path folder;
  private Path file;

  @BeforeAll
  static void open() {
    database = MigratedDatabase.create("bootstrap");
    tx = database.transactions();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void nameFile() {
    file = folder.resolve("not yet there").resolve("initial-password");
  }

  @AfterEach
  void forgetEverybody() {
    database.execute("delete from users", "delete from bootstrap_keys");
  }

  /** A start with these settings beside the place of the password file. */
  private void start(String... more) {
    Map<String, String> values = new HashMap<>();
    values.put("plinth.secret", "0123456789abcdef0123456789abcdef");
    values.put("plinth.initial-password-file", file.toString());
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    Settings settings = TestSettings.of(values);
    PageTokens tokens = new PageTokens(new Secret(settings));
    Bootstrap bootstrap =
        new Bootstrap(
            new UserRepository(tx, tokens),
            new RoleRepository(tx, tokens),
            new ApiKeyRepository(tx, tokens),
            PASSWORDS,
            settings,
            tx);
    tx.write(
        () -> {
          bootstrap.run();
          return null;
        });
  }

  private static String users() {
    return database.text(
        """
        select coalesce(string_agg(u.username || ' ' || r.name || ' ' || u.must_change_password,
                                   ', '), 'none')
        from users u join roles r on r.id = u.role_id
        """);
  }

  private static boolean isPassword(String password) {
    return PASSWORDS.matches(password, database.text("select password_hash from users"));
  }

  private static long keys() {
    return database.number("select count(*) from api_keys");
  }

  private String written() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void oneTimePasswordStandsInAFileThatOnlyItsOwnerReads() throws IOException {
    start();
    assertThat(users()).isEqualTo("admin Administrator true");
    assertThat(written()).matches("[A-Za-z0-9_-]{20}\\R");
    assertThat(isPassword(written().strip())).isTrue();
    assertThat(isPassword("admin")).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(keys()).isZero();
  }

  @Test
  void fileThatOthersMayReadIsReplacedAndNotWrittenTo() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "somebody else's");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path link = Files.createLink(folder.resolve("their link"), file);
    start();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(link)).isEqualTo("somebody else's");
  }

  @Test
  void passwordIsAnotherOneEachTime() {
    start();
    String first = written();
    forgetEverybody();
    start();
    assertThat(written()).isNotEqualTo(first);
  }

  @Test
  void administratorWhosePasswordCannotBeToldIsNotMade() throws IOException {
    Files.writeString(folder.resolve("a file"), "");
    file = folder.resolve("a file").resolve("initial-password");
    assertThatThrownBy(() -> start())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("PLINTH_INITIAL_PASSWORD_FILE")
        .hasMessageContaining(file.toString());
    assertThat(users()).isEqualTo("none");
  }

  @Test
  void passwordOfTheEnvironmentNeedsNoFileAndNoChange() {
    start("plinth.bootstrap-admin-password", "short");
    assertThat(users()).isEqualTo("admin Administrator false");
    assertThat(isPassword("short")).isTrue();
    assertThat(file).doesNotExist();
  }

  @Test
  void secondStartMakesNoSecondAdministratorAndChangesNoPassword() {
    start();
    String password = written();
    start();
    start("plinth.bootstrap-admin-password", "another password");
    assertThat(users()).isEqualTo("admin Administrator true");
    assertThat(written()).isEqualTo(password);
    assertThat(isPassword(password.strip())).isTrue();
  }

  @Test
  void nobodyIsMadeWhereSomebodyIs() {
    database.execute(
        "insert into users (username, display_name, role_id) select 'ann', 'Ann', id from roles"
            + " where name = 'Staff'");
    start("plinth.bootstrap-api-key", KEY);
    assertThat(users()).isEqualTo("ann Staff false");
    assertThat(file).doesNotExist();
    assertThat(keys()).isZero();
  }

  @Test
  void keyIsNotGivenToAnAdminWhoIsNoAdministrator() {
    database.execute(
        "insert into users (username, display_name, role_id) select 'admin', 'Ann', id from roles"
            + " where name = 'Staff'");
    start("plinth.bootstrap-api-key", KEY);
    assertThat(keys()).isZero();
  }

  @Test
  void nodesThatStartTogetherMakeOneAdministratorAndOneKey() throws Exception {
    ExecutorService nodes = Executors.newFixedThreadPool(3);
    CyclicBarrier together = new CyclicBarrier(3);
    try {
      List<Future<Object>> starts =
          Stream.generate(
                  () ->
                      nodes.submit(
                          () -> {
                            together.await();
                            start("plinth.bootstrap-api-key", KEY);
                            return null;
                          }))
              .limit(3)
              .toList();
      for (Future<Object> each : starts) {
        each.get();
      }
    } finally {
      nodes.shutdownNow();
    }
    assertThat(users()).isEqualTo("admin Administrator true");
    assertThat(isPassword(written().strip())).isTrue();
    assertThat(keys()).isEqualTo(1);
  }

  @Test
  void keyOf32CharactersIsMadeOnceAndStoredAsItsHash() {
    assertThat(KEY).hasSize(32);
    start("plinth.bootstrap-api-key", KEY);
    start("plinth.bootstrap-api-key", KEY);
    assertThat(keys()).isEqualTo(1);
    assertThat(
            database.number(
                "select count(*) from api_keys where key_hash = sha256(cast(? as bytea))"
                    + " and permissions is null and expires_at is null",
                KEY.getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .isEqualTo(1);
    assertThat(database.text("select k::text from api_keys k")).doesNotContain(KEY);
    start("plinth.bootstrap-api-key", KEY + "-another");
    assertThat(keys()).isEqualTo(2);
  }

  @Test
  void keyThatWasDeletedDoesNotComeBackAndAnotherIsMade() {
    start("plinth.bootstrap-api-key", KEY);
    database.execute("delete from api_keys");
    start("plinth.bootstrap-api-key", KEY);
    assertThat(keys()).isZero();
    start("plinth.bootstrap-api-key", KEY + "-another");
    assertThat(keys()).isEqualTo(1);
    assertThat(database.text("select b::text from bootstrap_keys b limit 1")).doesNotContain(KEY);
  }

  /** As before that was noted down. */
  @Test
  void keyThatIsThereAlreadyIsNotMadeAgainEitherOnceItIsDeleted() {
    start("plinth.bootstrap-api-key", KEY);
    database.execute("delete from bootstrap_keys");
    start("plinth.bootstrap-api-key", KEY);
    database.execute("delete from api_keys");
    start("plinth.bootstrap-api-key", KEY);
    assertThat(keys()).isZero();
  }

  @Test
  void keyOf31CharactersIsRefusedBeforeAnybodyIsMade() {
    assertThatThrownBy(() -> start("plinth.bootstrap-api-key", KEY.substring(1)))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "PLINTH_BOOTSTRAP_API_KEY (plinth.bootstrap-api-key) must have 32 characters or more.")
        .hasMessageNotContaining(KEY.substring(1));
    assertThat(users()).isEqualTo("none");
    assertThat(file).doesNotExist();
  }
}
