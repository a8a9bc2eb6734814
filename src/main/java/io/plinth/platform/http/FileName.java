package io.plinth.platform.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The name of a downloaded file: what it holds, every filter that was on, and the day, such as
 * {@code clients_status-ACTIVE_2026-03-31.csv}. The filter stands here because CSV has no place for
 * it that every reader would skip.
 */
record FileName(String text) {
  private static final int LONGEST = 150;
  private static final Set<String> NO_FILTERS = Set.of("size", "after", "fields", "sort");

  /** The name for what is at {@code path} under {@code query}. */
  static FileName of(
      String path, Map<String, List<String>> query, LocalDate today, String extension) {
    String last = path.replaceFirst("\\.[a-z]+$", "").replaceFirst("^(api/v1)?/+", "");
    StringBuilder text = new StringBuilder(plain(last));
    new TreeMap<>(query)
        .forEach(
            (name, values) -> {
              String value = plain(String.join("-", values));
              if (!value.isEmpty() && !NO_FILTERS.contains(name)) {
                text.append('_').append(plain(name)).append('-').append(value);
              }
            });
    int end = text.offsetByCodePoints(0, Math.min(LONGEST, text.codePointCount(0, text.length())));
    return new FileName(text.substring(0, end) + "_" + today + "." + extension);
  }

  /** Letters and digits of any script; anything else becomes a dash. */
  private static String plain(String text) {
    return text.replaceAll("[^\\p{L}\\p{M}\\p{N}.]+", "-")
        .replaceAll("^[-.]++|(?<![-.])[-.]++$", "");
  }

  /** As an attachment: the name in ASCII for old readers, then as it is (RFC 6266). */
  String contentDisposition() {
    String ascii =
        Normalizer.normalize(text, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^\\p{ASCII}]", "_");
    String header = "attachment; filename=\"" + ascii + "\"";
    if (ascii.equals(text)) {
      return header;
    }
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    return header + "; filename*=UTF-8''" + encoded;
  }
}
