package io.plinth.platform.oidc;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.plinth.platform.security.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sign-ins under way. The browser's cookie holds random bits, the time and where to go afterwards;
 * state, nonce and code verifier are computed from all of it and {@code PLINTH_SECRET}. So any node
 * can take the answer, nothing is stored for those who never come back, the cookie cannot be
 * changed without changing the state, and who reads it still does not know the verifier.
 */
@ApplicationScoped
public class Attempts {
  public static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final int LONGEST = 3_000;
  private static final Pattern COOKIE =
      Pattern.compile("[A-Za-z0-9_-]{43}\\.(\\d{1,12})\\.([A-Za-z0-9_-]*)");
  private byte[] key;

  /**
   * One of them.
   *
   * @param cookie what the browser keeps
   * @param next where to go afterwards
   */
  public record Attempt(
      String cookie, String next, State state, Nonce nonce, CodeVerifier verifier) {}

  protected Attempts() {}

  @Inject
  public Attempts(Secret secret) {
    key = secret.key("oidc-attempt");
  }

  /** Begins one; a {@code next} that is too long for a cookie is left out. */
  public Attempt begin(String next) {
    String encoded = encoded(next.getBytes(StandardCharsets.UTF_8));
    String kept = encoded.length() > LONGEST ? "" : encoded;
    return of(Secret.randomToken() + "." + Instant.now().getEpochSecond() + "." + kept);
  }

  /** The attempt of this cookie, if the answer's state belongs to it and it is not too old. */
  public Optional<Attempt> find(String cookie, String state) {
    Matcher match = COOKIE.matcher(cookie == null ? "" : cookie);
    if (state == null || !match.matches()) {
      return Optional.empty();
    }
    Instant begun = Instant.ofEpochSecond(Long.parseLong(match.group(1)));
    Instant now = Instant.now();
    boolean current = begun.plus(LIFETIME).isAfter(now) && begun.minus(LIFETIME).isBefore(now);
    boolean ours = same(stateOf(cookie), state);
    return current && ours ? Optional.of(of(cookie)) : Optional.empty();
  }

  private Attempt of(String cookie) {
    byte[] next = Base64.getUrlDecoder().decode(cookie.substring(cookie.lastIndexOf('.') + 1));
    return new Attempt(
        cookie,
        new String(next, StandardCharsets.UTF_8),
        new State(stateOf(cookie)),
        new Nonce(derived("nonce", cookie)),
        new CodeVerifier(derived("verifier", cookie)));
  }

  String stateOf(String cookie) {
    return derived("state", cookie);
  }

  private String derived(String purpose, String cookie) {
    return encoded(Secret.hmac(key, (purpose + '\n' + cookie).getBytes(StandardCharsets.UTF_8)));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
