package io.plinth.clients.importer;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Tells from a file's first bytes how it is written, and turns away what is no text table:
 * archives, spreadsheets, PDF, web pages. The encoding is UTF-8, or UTF-16 if a byte order mark
 * says so; nothing else is tried, since every wrong guess would damage names without a word.
 */
final class DialectDetector {

  /** How many bytes {@link #detect} wants to see. */
  static final int PREFIX = 64 * 1024;

  private static final String SAVE_AS_CSV = " Save the sheet as CSV (UTF-8) and send that file.";
  private static final int NUL_SAMPLE = 8 * 1024;

  private DialectDetector() {}

  /** Detects from the first bytes of the file, {@link #PREFIX} of them unless it is shorter. */
  static Dialect detect(byte[] prefix) {
    if (prefix.length == 0) {
      throw ImportRejected.of(0, "The file is empty.");
    }
    rejectKnownBinaries(prefix);
    int bom = bomLength(prefix);
    Charset charset = charset(prefix, bom);
    if (charset.equals(StandardCharsets.UTF_8)) {
      rejectNuls(prefix);
    }
    String text = new String(prefix, bom, prefix.length - bom, charset);
    rejectMarkup(text);
    boolean delimiterLine = text.regionMatches(true, 0, "sep=", 0, 4) && text.length() > 4;
    char delimiter = delimiterLine ? text.charAt(4) : delimiter(text);
    if (delimiterLine && ",;\t".indexOf(delimiter) < 0) {
      throw ImportRejected.of(1, "The delimiter must be a comma, a semicolon or a tab.");
    }
    return new Dialect(charset, bom, delimiter, delimiterLine);
  }

  private static void rejectKnownBinaries(byte[] prefix) {
    if (starts(prefix, 'P', 'K', 3, 4) || starts(prefix, 'P', 'K', 5, 6)) {
      throw ImportRejected.of(
          0, "This is an Excel workbook (XLSX) or another ZIP archive, not CSV." + SAVE_AS_CSV);
    }
    if (starts(prefix, 0xD0, 0xCF, 0x11, 0xE0)) {
      throw ImportRejected.of(0, "This is an old Excel workbook (XLS), not CSV." + SAVE_AS_CSV);
    }
    if (starts(prefix, 0x1F, 0x8B)) {
      throw ImportRejected.of(
          0, "This file is compressed (gzip). Unpack it and send the CSV file.");
    }
    if (starts(prefix, '%', 'P', 'D', 'F')) {
      throw ImportRejected.of(0, "This is a PDF document, not CSV. Export the report as CSV.");
    }
  }

  private static boolean starts(byte[] prefix, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= prefix.length || (prefix[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static int bomLength(byte[] prefix) {
    if (starts(prefix, 0xEF, 0xBB, 0xBF)) {
      return 3;
    }
    return starts(prefix, 0xFE, 0xFF) || starts(prefix, 0xFF, 0xFE) ? 2 : 0;
  }

  private static Charset charset(byte[] prefix, int bom) {
    if (bom != 2) {
      return StandardCharsets.UTF_8;
    }
    return starts(prefix, 0xFE, 0xFF) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
  }

  /**
   * A NUL in the header, or one byte in a hundred, is no text. A single one further down is left to
   * the row it stands in.
   */
  private static void rejectNuls(byte[] prefix) {
    int sample = Math.min(prefix.length, NUL_SAMPLE);
    int nuls = 0;
    boolean header = true;
    for (int i = 0; i < sample; i++) {
      header &= prefix[i] != '\n' && prefix[i] != '\r';
      if (prefix[i] == 0) {
        nuls++;
        if (header) {
          break;
        }
      }
    }
    if (header ? nuls > 0 : nuls * 100 > sample && nuls > 1) {
      throw ImportRejected.of(
          0,
          "This is a binary file, or UTF-16 without a byte order mark, not CSV."
              + " Save it as CSV in UTF-8.");
    }
  }

  private static void rejectMarkup(String text) {
    String start =
        CellText.trim(text.substring(0, Math.min(text.length(), 512))).toLowerCase(Locale.ROOT);
    if (start.startsWith("<!doctype")
        || start.startsWith("<html")
        || start.startsWith("<?xml")
        || start.startsWith("<table")
        || start.startsWith("<head")
        || start.startsWith("<!--")) {
      throw ImportRejected.of(
          1,
          "This is a web page or XML, not CSV. Was a sign-in page saved in place of the export?");
    }
    if (start.startsWith("{") || start.startsWith("[")) {
      throw ImportRejected.of(1, "This is JSON, not CSV. Export the report as CSV.");
    }
  }

  /** The candidate found most often in the first line that is not blank, outside quotes. */
  private static char delimiter(String text) {
    int[] counts = new int[3];
    boolean quoted = false;
    boolean content = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      content |= !CellText.isBlank(c);
      if (!quoted && content && (c == '\n' || c == '\r')) {
        break;
      }
      if (!quoted && (c == ',' || c == ';' || c == '\t')) {
        counts[c == ',' ? 0 : c == ';' ? 1 : 2]++;
      }
    }
    if (counts[1] > counts[0] && counts[1] >= counts[2]) {
      return ';';
    }
    return counts[2] > counts[0] ? '\t' : ',';
  }
}
