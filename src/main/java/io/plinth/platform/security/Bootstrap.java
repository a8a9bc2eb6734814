package io.plinth.platform.security;

import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The first administrator. An empty table of users gets one, with the password that the environment
 * gives or a one-time password in a file that only its owner can read: no default password exists.
 */
@ApplicationScoped
@Transactional
public class Bootstrap {
  private static final Logger LOG = Logger.getLogger(Bootstrap.class.getName());
  private static final String NAME = "admin";
  private static final int SHORTEST_KEY = 32;
  private UserRepository users;
  private RoleRepository roles;
  private ApiKeyRepository keys;
  private Passwords passwords;
  private Transactions tx;
  private String passwordFile;
  private Optional<String> password;
  private Optional<String> key;

  protected Bootstrap() {}

  @Inject
  public Bootstrap(
      UserRepository users,
      RoleRepository roles,
      ApiKeyRepository keys,
      Passwords passwords,
      Settings settings,
      Transactions tx) {
    this.users = users;
    this.roles = roles;
    this.keys = keys;
    this.passwords = passwords;
    this.tx = tx;
    passwordFile = settings.get("plinth.initial-password-file");
    password = settings.find("plinth.bootstrap-admin-password");
    key = settings.find("plinth.bootstrap-api-key");
    if (key.filter(k -> k.length() < SHORTEST_KEY).isPresent()) {
      throw new SettingsException(
          "plinth.bootstrap-api-key", "must have " + SHORTEST_KEY + " characters or more");
    }
  }

  /** Makes the administrator and the API key that are still missing; two nodes make one. */
  public void run() {
    if (password.filter(p -> p.length() < UserService.SHORTEST_PASSWORD).isPresent()) {
      LOG.warning("PLINTH_BOOTSTRAP_ADMIN_PASSWORD is short: choose a longer one at /password.");
    }
    tx.lock("bootstrap");
    if (users.count() == 0) {
      createAdministrator();
    }
    key.ifPresent(this::createKey);
  }

  private void createAdministrator() {
    String chosen = password.orElseGet(() -> Secret.randomToken().substring(0, 20));
    Role role = roles.get(Role.ADMINISTRATOR);
    NewUser administrator = new NewUser(NAME, null, "Administrator", null, role.name(), null, true);
    User user = new User(administrator, role);
    user.changePassword(passwords.hash(chosen), password.isEmpty());
    users.save(user);
    if (password.isEmpty()) {
      write(chosen);
    }
  }

  private void write(String chosen) {
    Path file = Path.of(passwordFile).toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(file, chosen + System.lineSeparator());
      LOG.log(
          Level.INFO,
          "The administrator \"{0}\" can sign in once with the password in {1}.",
          new Object[] {NAME, file});
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The one-time password cannot be written to "
              + file
              + ": set PLINTH_INITIAL_PASSWORD_FILE",
          e);
    }
  }

  /** Once: whoever deletes it does not want it back at the next start. */
  private void createKey(String key) {
    byte[] hash = Secret.sha256(key);
    boolean exists = keys.exists(hash);
    User administrator = users.findByUsername(NAME).orElse(null);
    boolean lawful = administrator != null && administrator.role().id() == Role.ADMINISTRATOR;
    if (!exists && !lawful) {
      LOG.warning("PLINTH_BOOTSTRAP_API_KEY is ignored: \"admin\" is no administrator.");
      return;
    }
    boolean first = keys.saveBootstrapped(hash);
    if (!exists && first) {
      keys.save(new ApiKey(administrator, key, new NewApiKey("bootstrap", null, null, null)));
    } else if (!exists) {
      LOG.warning("PLINTH_BOOTSTRAP_API_KEY is ignored: its key was made once, and deleted.");
    }
  }
}
