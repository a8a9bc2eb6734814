package io.plinth.platform.trace;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Reads as much of an OTLP request as a test wants to see: protocol buffers by hand. */
public final class Spans {
  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;

  /** A span with its texts and numbers. */
  public record Span(
      String traceId,
      String spanId,
      String parentId,
      String name,
      long start,
      long end,
      Map<String, String> attributes) {}

  private Spans() {}

  /** The spans of a trace in a request; none where it is no OTLP request. */
  public static List<Span> of(Receiver.Received request, String traceId) {
    if (!request.path().equals("/v1/traces")) {
      return List.of();
    }
    return spans(request.body()).stream().filter(s -> s.traceId().equals(traceId)).toList();
  }

  private static List<Span> spans(byte[] request) {
    List<Span> spans = new ArrayList<>();
    each(
        request,
        RESOURCE_SPANS,
        r -> each(r, SCOPE_SPANS, s -> each(s, SPANS, p -> spans.add(span(p)))));
    return spans;
  }

  private static void each(byte[] message, int wanted, java.util.function.Consumer<byte[]> reader) {
    fields(
        message,
        (number, value) -> {
          if (number == wanted) {
            reader.accept((byte[]) value);
          }
        });
  }

  private static Span span(byte[] message) {
    Map<Integer, Object> found = new HashMap<>();
    Map<String, String> attributes = new HashMap<>();
    fields(
        message,
        (number, value) -> {
          if (number == 9) {
            attribute((byte[]) value, attributes);
          } else {
            found.put(number, value);
          }
        });
    return new Span(
        hex(found.get(1)),
        hex(found.get(2)),
        hex(found.get(4)),
        text(found.get(5)),
        (Long) found.get(7),
        (Long) found.get(8),
        attributes);
  }

  private static void attribute(byte[] message, Map<String, String> attributes) {
    Map<Integer, Object> pair = new HashMap<>();
    fields(message, pair::put);
    fields(
        (byte[]) pair.get(2),
        (number, value) ->
            attributes.put(
                text(pair.get(1)), value instanceof byte[] ? text(value) : value.toString()));
  }

  private static String hex(Object bytes) {
    return bytes == null ? null : HexFormat.of().formatHex((byte[]) bytes);
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  /** Numbers as Long, everything else as bytes. */
  private static void fields(byte[] message, BiConsumer<Integer, Object> reader) {
    ByteBuffer in = ByteBuffer.wrap(message).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = number(in);
      Object value =
          switch ((int) (tag & 7)) {
            case 0 -> number(in);
            case 1 -> in.getLong();
            case 2 -> bytes(in);
            case 5 -> (long) in.getInt();
            default -> throw new IllegalArgumentException("No protocol buffer");
          };
      reader.accept((int) (tag >> 3), value);
    }
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] value = new byte[(int) number(in)];
    in.get(value);
    return value;
  }

  private static long number(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      value |= (long) (next & 127) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
