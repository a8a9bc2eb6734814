package io.plinth.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import io.plinth.run.EmbeddedDatabase.Database;
import io.plinth.run.PlinthProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings as an operator gives them: in a file, in the environment, wrongly. */
class ConfigFileIT {
  private static final Duration START = Duration.ofSeconds(60);
  private static final int REFUSED = 2;

  @TempDir private static Path folder;
  private static Database database;

  @BeforeAll
  static void create() {
    database = EmbeddedDatabase.shared().create("config_file");
  }

  @AfterAll
  static void drop() {
    EmbeddedDatabase.shared().drop("config_file");
  }

  private static PlinthProcess.Start start() {
    return PlinthProcess.of("config-file")
        .database(database)
        .env("PLINTH_SECRET", "0123456789abcdef0123456789abcdef")
        .env("PLINTH_BOOTSTRAP_ADMIN_PASSWORD", Plinth.ADMIN_PASSWORD);
  }

  @Test
  void fileWinsOverTheDefaultsAndTheEnvironmentOverTheFile() throws IOException {
    Path file = folder.resolve("plinth.properties");
    Files.writeString(
        file,
        """
        # All that is needed, and more.
        plinth.db.url = %s
        plinth.db.user=%s
        plinth.db.password=%s
        plinth.firm.name=Müller & Söhne
        plinth.secret=from the file, and 32 characters or more
        plinth.bootstrap-admin-password=not the one of the environment
        """
            .formatted(database.url(), database.user(), database.password()));
    try (PlinthProcess plinth =
        PlinthProcess.of("config-file")
            .env("PLINTH_CONFIG_FILE", file.toString())
            .env("PLINTH_BOOTSTRAP_ADMIN_PASSWORD", Plinth.ADMIN_PASSWORD)
            .start()) {
      plinth.awaitReady(START);
      var api = Plinth.at(plinth.baseUri());
      assertThat(api.get("/login").expect(200).text()).contains("Müller &amp; Söhne</title>");
      api.trySignIn("admin", "not the one of the environment", "").expect(401);
      api.signIn("admin", Plinth.ADMIN_PASSWORD).get("/api/v1/me").expect(200);
    }
  }

  /** What is legal for each is the business of SettingsTest. */
  @Test
  void wrongValueIsRefusedAtTheStartByNameAndWithWhatIsLegal() {
    try (PlinthProcess plinth = start().env("PLINTH_DB_POOL_SIZE", "201").start()) {
      assertThat(plinth.ended(START)).as("it ended").isTrue();
      assertThat(plinth.exitStatus()).isEqualTo(REFUSED);
      assertThat(plinth.complaint())
          .contains("Plinth cannot start. PLINTH_DB_POOL_SIZE", "a whole number from 0 to 200");
    }
  }
}
