package io.plinth.platform.settings;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Typed reading of the settings in {@code config/application.properties}. A value that does not fit
 * its type is a {@link SettingsException} that names the setting and what is legal.
 */
@ApplicationScoped
public class Settings {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");
  private final Config config = ConfigProvider.getConfig();

  /** The settings whose names begin so. */
  public Stream<String> names(String prefix) {
    return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith(prefix))
        .distinct();
  }

  /** The value, or empty where the setting is blank. */
  public Optional<String> find(String name) {
    return config.getOptionalValue(name, String.class).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** The value; a blank setting is an error. */
  public String get(String name) {
    return find(name).orElseThrow(() -> new SettingsException(name, "must be set"));
  }

  public boolean isOn(String name) {
    return find(name).map(v -> choice(name, v)).orElse(false);
  }

  private static boolean choice(String name, String value) {
    return switch (value.toLowerCase(java.util.Locale.ROOT)) {
      case "true", "on", "yes", "1" -> true;
      case "false", "off", "no", "0" -> false;
      default -> throw new SettingsException(name, "must be true or false, not \"" + value + "\"");
    };
  }

  public long number(String name, long min, long max) {
    String value = get(name);
    try {
      long number = Long.parseLong(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the legal range.
    }
    throw new SettingsException(
        name, "must be a whole number from " + min + " to " + max + ", not \"" + value + "\"");
  }

  /** A duration such as 500ms, 30s, 10m, 12h or 7d. */
  public Duration duration(String name) {
    String value = get(name);
    Matcher match = DURATION.matcher(value);
    if (!match.matches()) {
      throw new SettingsException(
          name, "must be a number with ms, s, m, h or d, such as 30s, not \"" + value + "\"");
    }
    long amount = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** A comma-separated list, empty where the setting is blank. */
  public List<String> list(String name) {
    return find(name)
        .map(v -> Arrays.stream(v.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList())
        .orElse(List.of());
  }

  public ZoneId zone(String name) {
    try {
      return ZoneId.of(get(name));
    } catch (DateTimeException e) {
      throw new SettingsException(
          name, "must be an IANA time zone such as Europe/Berlin, not \"" + get(name) + "\"");
    }
  }

  /** An ISO 4217 code. */
  public String currency(String name) {
    try {
      return Currency.getInstance(get(name)).getCurrencyCode();
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          name, "must be an ISO 4217 currency such as USD, not \"" + get(name) + "\"");
    }
  }

  public <E extends Enum<E>> E choice(String name, Class<E> type) {
    String value = get(name);
    return Arrays.stream(type.getEnumConstants())
        .filter(e -> e.name().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingsException(
                    name,
                    "must be one of "
                        + Arrays.toString(type.getEnumConstants())
                        + ", not \""
                        + value
                        + "\""));
  }
}
