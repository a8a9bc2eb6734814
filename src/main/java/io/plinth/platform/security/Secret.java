package io.plinth.platform.security;

import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code PLINTH_SECRET} and the keys derived from it by HKDF (RFC 5869, SHA-256): one per purpose,
 * so that a weakness in one use says nothing about another.
 */
@ApplicationScoped
public class Secret {
  private static final int MIN_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private byte[] root;

  protected Secret() {}

  @Inject
  public Secret(Settings settings) {
    this("plinth.secret", settings.get("plinth.secret"));
  }

  /**
   * @param setting where the text is from, for the complaint about one that is too short
   */
  public Secret(String setting, String text) {
    byte[] secret = text.getBytes(StandardCharsets.UTF_8);
    if (secret.length < MIN_BYTES) {
      throw new SettingsException(
          setting, "must have " + MIN_BYTES + " bytes or more, not " + secret.length);
    }
    root = hmac("plinth".getBytes(StandardCharsets.UTF_8), secret);
  }

  /** The 32-byte key of a purpose (HKDF-Expand, one block). */
  public byte[] key(String purpose) {
    return hmac(root, purpose.getBytes(StandardCharsets.UTF_8), new byte[] {1});
  }

  /** HMAC-SHA-256 over the parts one after the other; the caller separates them. */
  public static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A random token of 256 bits, safe in URLs and cookies. */
  public static String randomToken() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
