package io.plinth.platform.http;

import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where people reach Plinth, as set: the Host header is whatever the client says, so nothing that
 * leaves the server is made from it.
 */
@ApplicationScoped
public class PublicUrl {
  public static final String SETTING = "plinth.http.public-url";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private URI url;
  private boolean redirects;

  protected PublicUrl() {}

  @Inject
  public PublicUrl(Settings settings) {
    url = settings.find(SETTING).map(PublicUrl::parsed).orElse(null);
    redirects = settings.isOn("plinth.http.redirect-to-https");
    if (redirects && (url == null || !url.getScheme().equals("https"))) {
      throw new SettingsException(
          SETTING, "must be an https:// address where plinth.http.redirect-to-https is on");
    }
  }

  private static URI parsed(String text) {
    URI uri = secure(SETTING, text);
    boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
    if (!bare || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new SettingsException(SETTING, "must be without a path, not \"" + text + "\"");
    }
    return URI.create(uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getRawAuthority());
  }

  /** An address that nobody on the way can read or change: HTTPS, or on this machine. */
  public static URI secure(String setting, String text) {
    try {
      URI uri = URI.create(text);
      if (isSecure(uri)) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new SettingsException(
        setting, "must be an https:// address (http:// on loopback only), not \"" + text + "\"");
  }

  /** Whether it is HTTPS, or HTTP on this machine. */
  public static boolean isSecure(URI uri) {
    boolean named = uri.getHost() != null && uri.getRawUserInfo() == null;
    return named
        && ("https".equalsIgnoreCase(uri.getScheme())
            || ("http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(uri.getHost())));
  }

  /** Where to send who comes by plain HTTP; empty where they may stay. */
  Optional<URI> redirectsTo() {
    return redirects ? Optional.of(url) : Optional.empty();
  }

  /** The address, without a path. */
  public Optional<URI> find() {
    return Optional.ofNullable(url);
  }
}
