package io.plinth.platform.idempotency;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SHA-256 of a request, while its body streams by. The boundary between the parts of a multipart
 * body is left out: clients choose another one each time they send the same form.
 */
final class BodyHash extends OutputStream {
  private static final Pattern BOUNDARY =
      Pattern.compile(";\\s*boundary=(?:\"([^\"]*)\"|([^;\\s]*))", Pattern.CASE_INSENSITIVE);
  private final MessageDigest digest;

  /** What is left out, and for each of its beginnings the longest that is also its end. */
  private final byte[] boundary;

  private final int[] again;
  private int matched;

  private BodyHash(byte[] boundary) {
    this.boundary = boundary;
    this.again = again(boundary);
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code target}: method and address; {@code type}: Content-Type, or null. */
  static BodyHash of(String target, String type) {
    String given = type == null ? "" : type;
    Matcher match = BOUNDARY.matcher(given);
    boolean parts = match.find();
    String boundary = !parts ? "" : match.group(1) == null ? match.group(2) : match.group(1);
    BodyHash hash = new BodyHash(boundary.getBytes(StandardCharsets.ISO_8859_1));
    String head = target + "\n" + (parts ? match.replaceFirst("") : given) + "\n";
    hash.digest.update(head.getBytes(StandardCharsets.UTF_8));
    return hash;
  }

  private static int[] again(byte[] word) {
    int[] again = new int[word.length + 1];
    int length = 0;
    for (int i = 1; i < word.length; i++) {
      while (length > 0 && word[i] != word[length]) {
        length = again[length];
      }
      length += word[i] == word[length] ? 1 : 0;
      again[i + 1] = length;
    }
    return again;
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (boundary.length == 0) {
      digest.update(bytes, offset, length);
      return;
    }
    for (int i = offset; i < offset + length; i++) {
      add(bytes[i]);
    }
  }

  /** What might be the boundary waits until it is, or is not. */
  private void add(byte next) {
    while (matched > 0 && boundary[matched] != next) {
      int shorter = again[matched];
      digest.update(boundary, 0, matched - shorter);
      matched = shorter;
    }
    if (boundary[matched] == next) {
      matched++;
    } else {
      digest.update(next);
    }
    if (matched == boundary.length) {
      matched = 0;
    }
  }

  byte[] end() {
    digest.update(boundary, 0, matched);
    return digest.digest();
  }
}
