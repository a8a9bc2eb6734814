package io.plinth.platform.audit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place of the chain that is known from elsewhere, as {@code 1234:9f86d0…} in hexadecimal. */
public record AuditAnchor(long seq, String hash) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

  /** Reads what {@link #toString} wrote. */
  public static AuditAnchor parse(String text) {
    Matcher match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(text);
    }
    return new AuditAnchor(Long.parseLong(match.group(1)), match.group(2));
  }

  @Override
  public String toString() {
    return seq + ":" + hash;
  }
}
