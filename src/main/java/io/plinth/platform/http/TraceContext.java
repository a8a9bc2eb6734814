package io.plinth.platform.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The request's place in a trace, as W3C Trace Context has it: taken over from {@code traceparent},
 * or begun here. Logs name the trace whether or not spans are exported.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId this request's span, 16 digits
 * @param parentId the caller's span; null where the trace begins here
 * @param sampled whether the spans of this trace are exported
 */
public record TraceContext(String traceId, String spanId, String parentId, boolean sampled) {
  private static final Pattern TRACEPARENT =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
  private static final int LONGEST = 256;
  private static final HexFormat HEX = HexFormat.of();

  /** The caller's trace, or a new one of which {@code share} (0 to 1) is sampled. */
  public static TraceContext of(String traceparent, double share) {
    if (traceparent != null && traceparent.length() <= LONGEST) {
      Matcher given = TRACEPARENT.matcher(traceparent);
      // Version 00 has these four parts and no more; a later one may have.
      if (given.matches() && (given.group(4) == null || !traceparent.startsWith("00"))) {
        boolean sampled = (Integer.parseInt(given.group(3), 16) & 1) == 1 && share > 0;
        return new TraceContext(given.group(1), newSpanId(), given.group(2), sampled);
      }
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String traceId = HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong() | 1);
    return new TraceContext(traceId, newSpanId(), null, random.nextDouble() < share);
  }

  private static String newSpanId() {
    return HEX.toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
  }

  /** What an outbound call of this request sends. */
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }
}
