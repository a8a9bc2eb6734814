package io.plinth.platform.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what must be stored and read again, so that neither a backup nor a reader of the
 * database has it: {@code v1.<key>.<nonce and text>}, AES-256-GCM under a key derived from {@code
 * PLINTH_SECRET}. The prefix says how and with which key, so that either can change. A text is
 * bound to its place: copied to another row or column it does not open.
 */
@ApplicationScoped
public class AtRest {
  private static final Logger LOG = Logger.getLogger(AtRest.class.getName());
  private static final String VERSION = "v1.";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();
  private SecretKeySpec key;
  private String prefix;

  protected AtRest() {}

  @Inject
  public AtRest(Secret secret) {
    byte[] bytes = secret.key("at-rest");
    key = new SecretKeySpec(bytes, "AES");
    byte[] id = Secret.hmac(bytes, "id".getBytes(StandardCharsets.UTF_8));
    prefix = VERSION + HexFormat.of().formatHex(id, 0, 4) + ".";
  }

  /**
   * The text as it may be stored.
   *
   * @param column where: {@code sessions.id_token}
   * @param row its key
   */
  public String seal(String text, String column, String row) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, column, row)
              .doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] all = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
      return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was sealed for this place; empty, and in the log, where it cannot be read. */
  public Optional<String> open(String sealed, String column, String row) {
    if (!sealed.startsWith(prefix)) {
      return unreadable(column, "it was sealed with another PLINTH_SECRET");
    }
    try {
      byte[] all = Base64.getUrlDecoder().decode(sealed.substring(prefix.length()));
      byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
      int length = all.length - NONCE_BYTES;
      byte[] text =
          cipher(Cipher.DECRYPT_MODE, nonce, column, row).doFinal(all, NONCE_BYTES, length);
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return unreadable(column, "it was changed, or belongs to another row");
    }
  }

  private static Optional<String> unreadable(String column, String why) {
    LOG.log(Level.WARNING, "What is stored in {0} cannot be read: {1}", new Object[] {column, why});
    return Optional.empty();
  }

  private Cipher cipher(int mode, byte[] nonce, String column, String row)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((prefix + column + '\n' + row).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
