package io.plinth.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** The one coding that answers are compressed with on the way, where both sides gain by it. */
public final class Gzip {
  public static final String NAME = "gzip";

  /** Below, the time it takes is worth more than the bytes it saves. */
  public static final int SMALLEST = 1_000;

  private static final int BUFFER = 4 * 1024;

  /** Half the time of the default, and hardly more bytes. */
  private static final int LEVEL = 4;

  private static final Set<String> COMPRESSIBLE =
      Set.of(
          "application/json",
          "application/problem+json",
          "application/msgpack",
          "application/cbor",
          "application/yaml",
          "application/javascript",
          "image/svg+xml");

  private Gzip() {}

  /** Whether the client takes it, and likes it no less than the plain form. */
  public static boolean isAccepted(HttpServletRequest request) {
    return AcceptedCodings.of(request.getHeader("Accept-Encoding")).best(List.of(NAME)).isPresent();
  }

  /** Whether content of this type gets smaller by it. */
  public static boolean compresses(MediaType type) {
    return type.getType().equals("text")
        ? !type.getSubtype().equals("event-stream")
        : COMPRESSIBLE.contains(type.getType() + "/" + type.getSubtype());
  }

  public static byte[] of(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 3 + 128);
    try (OutputStream stream = to(bytes)) {
      stream.write(plain);
    } catch (IOException e) {
      throw new IllegalStateException("Memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /** Compresses what is written to it; close it to write the end. */
  static OutputStream to(OutputStream target) throws IOException {
    return new GZIPOutputStream(target, BUFFER, false) {
      {
        def.setLevel(LEVEL);
      }
    };
  }
}
