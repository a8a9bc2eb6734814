package io.plinth.clients.importer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Names a row that has no id of its own: SHA-256 of what it says, and its ordinal among the rows of
 * the file that say the same. Two equal rows are two entries; the same file again yields the same
 * names. Quoting, delimiter, encoding and line ends do not enter.
 */
final class RowIdentity {

  private static final HexFormat HEX = HexFormat.of();

  private final MessageDigest digest = sha256();
  private final OrdinalCounter ordinals = new OrdinalCounter();
  private final StringBuilder text = new StringBuilder();

  /** The name of the next row; to be asked once for each record, in file order. */
  String next(List<String> cells) {
    text.setLength(0);
    for (int i = 0; i < cells.size(); i++) {
      append(text, CellText.unixLines(CellText.trim(cells.get(i))));
    }
    byte[] hash = digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
    int ordinal = ordinals.next(ByteBuffer.wrap(hash).getLong());
    return HEX.formatHex(hash) + "-" + ordinal;
  }

  /** Appends with the length in front, so that no two lists of texts join to the same. */
  static void append(StringBuilder out, String text) {
    out.append(text.length()).append(':').append(text);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
