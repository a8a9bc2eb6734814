package io.plinth.platform.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends what no decent client would. */
final class Raw {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int PAUSE_MILLIS = 1_000;

  private Raw() {}

  /** A GET with the path exactly as given; the whole answer. */
  static String get(URI server, String path, String key) {
    return send(
        server,
        "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
            .formatted(path, server.getAuthority(), key));
  }

  /** Any bytes; the answer until it ends or the server says no more for a while. */
  static String send(URI server, String request) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      byte[] part = new byte[8192];
      for (int n = socket.getInputStream().read(part); n >= 0; ) {
        answer.write(part, 0, n);
        socket.setSoTimeout(PAUSE_MILLIS);
        n = socket.getInputStream().read(part);
      }
    } catch (SocketTimeoutException e) {
      // The server waits for the rest of a request that is not going to come.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.toString(StandardCharsets.UTF_8);
  }
}
