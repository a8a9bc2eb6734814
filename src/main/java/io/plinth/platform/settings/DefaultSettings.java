package io.plinth.platform.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The defaults of every setting: {@code config/application.properties} as packed into the WAR,
 * under the file named by {@code PLINTH_CONFIG_FILE} where there is one. System properties and the
 * environment win over both.
 */
public class DefaultSettings implements ConfigSource {
  private static final int BELOW_ENVIRONMENT_AND_SYSTEM_PROPERTIES = 90;
  private final Map<String, String> values;

  /** Reads both files; a named file that cannot be read stops the start. */
  public DefaultSettings() {
    Properties properties = new Properties();
    try (InputStream packed =
        DefaultSettings.class.getResourceAsStream("/config/application.properties")) {
      if (packed != null) {
        properties.load(packed);
      }
      String file = System.getenv("PLINTH_CONFIG_FILE");
      if (file != null && !file.isBlank()) {
        try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
          properties.load(reader);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("PLINTH_CONFIG_FILE cannot be read: " + e.getMessage(), e);
    }
    values =
        properties.stringPropertyNames().stream()
            .collect(Collectors.toUnmodifiableMap(k -> k, k -> properties.getProperty(k).strip()));
  }

  @Override
  public Set<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public Map<String, String> getProperties() {
    return values;
  }

  @Override
  public String getValue(String name) {
    return values.get(name);
  }

  @Override
  public String getName() {
    return "Plinth defaults";
  }

  @Override
  public int getOrdinal() {
    return BELOW_ENVIRONMENT_AND_SYSTEM_PROPERTIES;
  }
}
