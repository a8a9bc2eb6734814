package io.plinth.container;

import io.plinth.run.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Says, before Arquillian reads {@code arquillian.xml}, where the database is. Inside the container
 * everything has been said already.
 */
public final class ContainerSettings implements BeforeAllCallback {
  private static final String URL = "plinth.db.url";

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    if (System.getProperty(URL) == null) {
      EmbeddedDatabase.Database database = EmbeddedDatabase.shared().create("plinth_container");
      System.setProperty(URL, database.url());
      System.setProperty("plinth.db.user", database.user());
      System.setProperty("plinth.db.password", database.password());
      System.setProperty("container.commands", commands().toString());
      System.setProperty("container.password", target("container-password").toString());
    }
  }

  /** The commands an operator uses too, with the address to listen on switched on. */
  private static Path commands() throws IOException {
    String text = Files.readString(Path.of("config", "container.preboot"));
    return Files.writeString(target("container.preboot"), text.replace("#set ", "set "));
  }

  private static Path target(String name) {
    return Path.of("target", name).toAbsolutePath();
  }
}
