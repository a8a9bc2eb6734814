package io.plinth.platform.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plinth.fixture.TestSettings;
import io.plinth.platform.http.PublicUrl;
import io.plinth.platform.metrics.OutboundCalls;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OidcSettingsTest {
  private static OidcProvider provider(Map<String, String> values) {
    Settings settings = TestSettings.of(values);
    return new OidcProvider(
        settings, new PublicUrl(settings), new OutboundCalls(new SimpleMeterRegistry()));
  }

  private static Map<String, String> right() {
    return new HashMap<>(
        Map.of(
            "plinth.http.public-url", "https://plinth.example.com/",
            "plinth.oidc.issuer", "https://id.example.com/realms/firm",
            "plinth.oidc.client-id", "plinth"));
  }

  @Test
  void offWhereNoIssuerIs() {
    assertThat(provider(Map.of("plinth.oidc.clock-skew", "nonsense")).name()).isEmpty();
    assertThat(provider(Map.of()).signOutUrl("")).isEmpty();
  }

  @Test
  void onWhereItIs() {
    assertThat(provider(right()).name()).contains("your company account");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "blank",
      value = {
        "plinth.oidc.issuer, http://id.example.com",
        "plinth.oidc.issuer, id.example.com",
        "plinth.oidc.issuer, https://",
        "plinth.oidc.issuer, 'https://id.example.com/a b'",
        "plinth.oidc.issuer, https://id.example.com?x=1",
        "plinth.oidc.issuer, https://name:word@id.example.com",
        "plinth.oidc.issuer, file:///etc/passwd",
        "plinth.oidc.client-id, ''",
        "plinth.http.public-url, ''",
        "plinth.http.public-url, http://plinth.example.com",
        "plinth.http.public-url, https://plinth.example.com/app",
        "plinth.oidc.scopes, profile email",
        "plinth.oidc.algorithms, none",
        "plinth.oidc.algorithms, HS256",
        "plinth.oidc.algorithms, 'RS256,HS256'",
        "plinth.oidc.algorithms, ','",
        "plinth.oidc.clock-skew, 6m",
        "plinth.oidc.timeout, 31s",
        "plinth.oidc.timeout, 0s",
        "plinth.oidc.name, ''",
      })
  void refusesAndNamesWhatIsWrong(String name, String value) {
    Map<String, String> values = right();
    values.put(name, value);
    assertThatThrownBy(() -> provider(values))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({"http://localhost:8080/realm", "http://127.0.0.1:1", "http://[::1]:8080"})
  void plainHttpIsForThisMachineAlone(String issuer) {
    Map<String, String> values = right();
    values.put("plinth.oidc.issuer", issuer);
    assertThatCode(() -> provider(values)).doesNotThrowAnyException();
    values.put(
        "plinth.oidc.issuer", issuer.replaceFirst("//[^:]+|//\\[[^]]+]", "//localhost.evil"));
    assertThatThrownBy(() -> provider(values)).isInstanceOf(SettingsException.class);
  }

  @Test
  void redirectNeedsSomewhereToGo() {
    Map<String, String> values = new HashMap<>(Map.of("plinth.http.redirect-to-https", "true"));
    assertThatThrownBy(() -> provider(values)).hasMessageContaining("plinth.http.public-url");
    values.put("plinth.http.public-url", "http://localhost:8080");
    assertThatThrownBy(() -> provider(values)).hasMessageContaining("plinth.http.public-url");
    values.put("plinth.http.public-url", "https://plinth.example.com");
    assertThatCode(() -> provider(values)).doesNotThrowAnyException();
  }
}
