package io.plinth.platform.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import io.plinth.platform.http.PublicUrl;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is set of the provider.
 *
 * @param secret null: a public client, which proves itself by PKCE alone
 * @param algorithms what tokens may be signed with; never by a shared secret, and never not at all
 * @param roleClaim null: roles are no business of the provider
 */
record OidcSettings(
    Issuer issuer,
    ClientID client,
    Secret secret,
    String name,
    Scope scope,
    Set<JWSAlgorithm> algorithms,
    Duration skew,
    Duration timeout,
    URI publicUrl,
    String roleClaim) {
  static final String CALLBACK = "/login/oidc/callback";
  private static final Set<JWSAlgorithm> BY_KEY_PAIR =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** Empty where no issuer is set. */
  static Optional<OidcSettings> of(Settings settings, PublicUrl publicUrl) {
    return settings.find("plinth.oidc.issuer").map(issuer -> read(issuer, settings, publicUrl));
  }

  private static OidcSettings read(String issuer, Settings settings, PublicUrl publicUrl) {
    return new OidcSettings(
        issuer(issuer),
        new ClientID(settings.get("plinth.oidc.client-id")),
        settings.find("plinth.oidc.client-secret").map(Secret::new).orElse(null),
        settings.get("plinth.oidc.name"),
        scope(settings),
        algorithms(settings),
        between(settings, "plinth.oidc.clock-skew", Duration.ZERO, Duration.ofMinutes(5)),
        between(settings, "plinth.oidc.timeout", Duration.ofMillis(100), Duration.ofSeconds(30)),
        publicUrl
            .find()
            .orElseThrow(
                () ->
                    new SettingsException(
                        PublicUrl.SETTING, "must be set where plinth.oidc.issuer is")),
        settings.find("plinth.oidc.role-claim").orElse(null));
  }

  private static Issuer issuer(String text) {
    URI uri = PublicUrl.secure("plinth.oidc.issuer", text);
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new SettingsException("plinth.oidc.issuer", "must be without a query or a fragment");
    }
    return new Issuer(text);
  }

  private static Scope scope(Settings settings) {
    Scope scope = Scope.parse(settings.get("plinth.oidc.scopes"));
    if (!scope.contains("openid")) {
      throw new SettingsException("plinth.oidc.scopes", "must contain openid");
    }
    return scope;
  }

  private static Set<JWSAlgorithm> algorithms(Settings settings) {
    Set<JWSAlgorithm> chosen = new LinkedHashSet<>();
    for (String name : settings.list("plinth.oidc.algorithms")) {
      JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
      if (!BY_KEY_PAIR.contains(algorithm)) {
        throw new SettingsException(
            "plinth.oidc.algorithms", "must be of " + BY_KEY_PAIR + ", not \"" + name + "\"");
      }
      chosen.add(algorithm);
    }
    if (chosen.isEmpty()) {
      throw new SettingsException("plinth.oidc.algorithms", "must name one at least");
    }
    return chosen;
  }

  private static Duration between(Settings settings, String name, Duration min, Duration max) {
    Duration duration = settings.duration(name);
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      throw new SettingsException(
          name, "must be from " + min.toMillis() + "ms to " + max.toSeconds() + "s");
    }
    return duration;
  }

  URI callback() {
    return publicUrl.resolve(CALLBACK);
  }
}
