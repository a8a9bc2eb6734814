package io.plinth.platform.security;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.AddressBlocks;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.oidc.OidcProvider;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import io.plinth.platform.web.LoginScreen;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** The page to sign in on, whichever way one does, and what both ways have in common. */
@ApplicationScoped
public class LoginForm {
  private static final int SECONDS = 3600;
  private OidcProvider provider;
  private byte[] key;
  private boolean passwords;

  protected LoginForm() {}

  @Inject
  public LoginForm(Secret secret, OidcProvider provider, Settings settings) {
    this.provider = provider;
    key = secret.key("sign-in-form");
    passwords = settings.isOn("plinth.sign-in.password");
    if (!passwords && provider.name().isEmpty()) {
      throw new SettingsException(
          "plinth.sign-in.password", "can be off only where plinth.oidc.issuer is set");
    }
  }

  /** Whether one can sign in with a password. */
  public boolean takesPasswords() {
    return passwords;
  }

  Response show(String name, String next, String message, int status) {
    String known = OwnCookie.FORM.value();
    String cookie = known == null ? Secret.randomToken() : known;
    LoginScreen screen =
        new LoginScreen(
            name,
            next == null ? null : safe(next),
            message,
            message != null,
            token(cookie),
            provider.name().orElse(null),
            passwords);
    return Response.status(status)
        .entity(View.of("platform/login", screen).title("Sign in"))
        .cookie(OwnCookie.FORM.with(cookie, SECONDS))
        .header("Cache-Control", "no-store")
        .build();
  }

  /** Whether a form was sent with the token of the browser it was shown in. */
  boolean isOurs(String csrf) {
    String formCookie = OwnCookie.FORM.value();
    return formCookie != null && csrf != null && same(csrf, token(formCookie));
  }

  private String token(String cookie) {
    byte[] mac = Secret.hmac(key, cookie.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  static void refuseInClearText() {
    RequestContext context = RequestContext.current();
    if (!context.secure() && !AddressBlocks.isLoopback(context.address())) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "Nobody can sign in over plain HTTP from another machine. Use HTTPS; behind a proxy"
              + " that speaks it, set PLINTH_HTTP_TRUSTED_PROXIES and X-Forwarded-Proto.");
    }
  }

  /** Only a path of our own: never another site, also not as {@code //host} or {@code /\host}. */
  static String safe(String next) {
    boolean own =
        next != null
            && next.startsWith("/")
            && !next.startsWith("//")
            && next.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\' && c != '"');
    if (!own) {
      return "/";
    }
    try {
      return URI.create(next).toASCIIString();
    } catch (IllegalArgumentException e) {
      return "/";
    }
  }
}
