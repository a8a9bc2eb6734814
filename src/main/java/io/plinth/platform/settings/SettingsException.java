package io.plinth.platform.settings;

import java.util.Locale;

/** A setting is missing or illegal. The message says which, and what would be legal. */
public class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingsException(String name, String detail) {
    super(environmentName(name) + " (" + name + ") " + detail + ".");
  }

  /** The environment variable that sets {@code name}. */
  public static String environmentName(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
