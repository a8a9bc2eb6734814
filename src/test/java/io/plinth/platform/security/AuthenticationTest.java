package io.plinth.platform.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.settings.SettingsException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
  private static void configure(String believed) {
    var settings = TestSettings.of(Map.of("plinth.cache.ttl.permissions", believed));
    new Authentication(null, null, null, null, null, null, settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "1m", "5m", "300s"})
  void credentialsMayBeBelievedForFiveMinutes(String time) {
    assertThatCode(() -> configure(time)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"301s", "1h", "30d", "long"})
  void longerIsRefusedByName(String time) {
    assertThatThrownBy(() -> configure(time))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("PLINTH_CACHE_TTL_PERMISSIONS")
        .hasMessageContaining("plinth.cache.ttl.permissions");
  }
}
