package io.plinth.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.fixture.TestSettings;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each type of setting: what is legal, and that all else is refused by name with what would be. */
class SettingsTest {
  private static final String NAME = "plinth.some-part.some-setting";
  private static final String NAMED = "PLINTH_SOME_PART_SOME_SETTING (" + NAME + ") ";

  private enum Colour {
    RED,
    GREEN
  }

  private static Settings with(String value) {
    return TestSettings.of(Map.of(NAME, value));
  }

  private static void assertRefused(String value, Function<Settings, ?> reader, String legal) {
    assertThatThrownBy(() -> reader.apply(with(value)))
        .as(value)
        .isInstanceOf(SettingsException.class)
        .hasMessage(NAMED + legal + ", not \"" + value.strip() + "\".");
  }

  @Test
  void textIsStrippedAndBlankIsAbsent() {
    assertThat(with(" a b ").get(NAME)).isEqualTo("a b");
    assertThat(with("  ").find(NAME)).isEmpty();
    assertThat(TestSettings.of(Map.of()).find(NAME)).isEmpty();
  }

  @Test
  void blankIsRefusedWhereAValueIsNeeded() {
    for (Function<Settings, ?> reader :
        List.<Function<Settings, ?>>of(
            s -> s.get(NAME),
            s -> s.number(NAME, 0, 1),
            s -> s.duration(NAME),
            s -> s.zone(NAME),
            s -> s.currency(NAME),
            s -> s.choice(NAME, Colour.class))) {
      assertThatThrownBy(() -> reader.apply(with(" ")))
          .isInstanceOf(SettingsException.class)
          .hasMessage(NAMED + "must be set.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "TRUE, true",
    "on, true",
    "Yes, true",
    "1, true",
    "false, false",
    "OFF, false",
    "no, false",
    "0, false",
    "'', false"
  })
  void switchIsOnOrOff(String value, boolean on) {
    assertThat(with(value).isOn(NAME)).isEqualTo(on);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tru", "2", "enabled", "-1", "yes please", "t"})
  void switchThatIsNeitherIsRefused(String value) {
    assertRefused(value, s -> s.isOn(NAME), "must be true or false");
  }

  @Test
  void numberIsReadFromItsLeastToItsMost() {
    assertThat(with("-3").number(NAME, -3, 7)).isEqualTo(-3);
    assertThat(with("7").number(NAME, -3, 7)).isEqualTo(7);
    assertThat(with("9223372036854775807").number(NAME, 0, Long.MAX_VALUE))
        .isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-4", "8", "many", "1.0", "1e3", "5 0", "9223372036854775808", "1,000"})
  void numberBeyondIsRefused(String value) {
    assertRefused(value, s -> s.number(NAME, -3, 7), "must be a whole number from -3 to 7");
  }

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "30s, PT30S", "10m, PT10M", "12h, PT12H", "7d, PT168H", "0s, PT0S"})
  void durationHasAUnit(String value, Duration duration) {
    assertThat(with(value).duration(NAME)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "s", "-30s", "1.5h", "30 s", "30S", "PT30S", "1w", "10m30s"})
  void durationWithoutOneIsRefused(String value) {
    assertRefused(
        value, s -> s.duration(NAME), "must be a number with ms, s, m, h or d, such as 30s");
  }

  @Test
  void listIsSeparatedByCommas() {
    assertThat(with(" a, b ,,c, ").list(NAME)).containsExactly("a", "b", "c");
    assertThat(with("").list(NAME)).isEmpty();
    assertThat(with(" , ").list(NAME)).isEmpty();
  }

  @Test
  void zoneIsOneOfIana() {
    assertThat(with("Europe/Berlin").zone(NAME)).isEqualTo(ZoneId.of("Europe/Berlin"));
    for (String value : List.of("Berlin", "Europe/Atlantis", "europe/berlin", "Europe Berlin")) {
      assertRefused(value, s -> s.zone(NAME), "must be an IANA time zone such as Europe/Berlin");
    }
  }

  @Test
  void currencyIsOneOfIso4217() {
    assertThat(with("CHF").currency(NAME)).isEqualTo("CHF");
    for (String value : List.of("usd", "US", "USDD", "QQQ", "$")) {
      assertRefused(value, s -> s.currency(NAME), "must be an ISO 4217 currency such as USD");
    }
  }

  @Test
  void choiceIsOneOfItsNamesInAnyCase() {
    assertThat(with("green").choice(NAME, Colour.class)).isEqualTo(Colour.GREEN);
    for (String value : List.of("blue", "RED GREEN", "1")) {
      assertRefused(value, s -> s.choice(NAME, Colour.class), "must be one of [RED, GREEN]");
    }
  }

  @Test
  void everyDefaultOfAKnownTypeIsLegal() {
    Settings defaults = TestSettings.of(Map.of());
    assertThat(new Firm(defaults).currency()).isEqualTo("USD");
    for (String duration :
        List.of(
            "plinth.db.acquisition-timeout",
            "plinth.db.statement-timeout",
            "plinth.http.slow-request",
            "plinth.session.idle",
            "plinth.session.total")) {
      assertThat(defaults.duration(duration)).as(duration).isPositive();
    }
    assertThat(defaults.isOn("plinth.demo")).isFalse();
    assertThat(defaults.isOn("plinth.cache.enabled")).isTrue();
    assertThat(defaults.find("plinth.secret")).isEmpty();
    assertThat(defaults.find("plinth.bootstrap-admin-password")).isEmpty();
    assertThat(defaults.find("plinth.bootstrap-api-key")).isEmpty();
    assertThat(defaults.list("plinth.http.trusted-proxies")).isEmpty();
  }
}
