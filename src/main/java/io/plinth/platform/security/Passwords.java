package io.plinth.platform.security;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 with HMAC-SHA-512 at 210,000 rounds (OWASP's figure of 2023 and since). One at a time per
 * core but one: a flood of sign-ins must not starve the dashboards.
 */
@ApplicationScoped
public class Passwords {
  private static final int ROUNDS = 210_000;
  private static final int BITS = 256;
  private static final int PATIENCE_SECONDS = 3;
  private static final int RETRY_SECONDS = 3;

  /** Each of them holds a thread and a place among the requests in work. */
  private static final int MOST_WAITING = 12;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Semaphore PLACES =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), true);
  private final int rounds;
  private final String nobody;

  public Passwords() {
    this(ROUNDS);
  }

  /** With other rounds: few show what else takes time. */
  Passwords(int rounds) {
    this.rounds = rounds;
    nobody = hash(Secret.randomToken());
  }

  /** {@code pbkdf2$rounds$salt$hash}, in base 64. */
  public String hash(String password) {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    return "pbkdf2$" + rounds + "$" + base64(salt) + "$" + base64(derive(password, salt, rounds));
  }

  /**
   * Whether {@code password} is the one hashed. Takes as long for a null hash (nobody of that name,
   * or nobody who can sign in) as for any other.
   */
  public boolean matches(String password, String hash) {
    String[] parts = (hash == null ? nobody : hash).split("\\$");
    byte[] salt = Base64.getDecoder().decode(parts[2]);
    byte[] derived = derive(password, salt, Integer.parseInt(parts[1]));
    return MessageDigest.isEqual(derived, Base64.getDecoder().decode(parts[3])) && hash != null;
  }

  private static byte[] derive(String password, byte[] salt, int rounds) {
    enter();
    try {
      PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, rounds, BITS);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } finally {
      PLACES.release();
    }
  }

  /** Who waits too long is told so: waiting sign-ins must not hold every thread of the server. */
  private static void enter() {
    try {
      if (PLACES.getQueueLength() < MOST_WAITING
          && PLACES.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw ProblemException.later(
        ProblemType.OVERLOADED,
        "Too many people are signing in at once. Try again soon.",
        RETRY_SECONDS);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
