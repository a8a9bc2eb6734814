package io.plinth.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * What is left of a body that was refused before it was read. HTTP/1.1 closes the connection over
 * it. Over HTTP/2 the container leaves it lying in the stream's window, and clients that send all
 * of a body before they look at the answer wait for ever. So it is read and thrown away: for a few
 * at a time, and not for long, because nobody has been let in yet.
 */
final class Leftover {
  private static final Semaphore PLACES = new Semaphore(8);
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final int BUFFER = 64 * 1024;

  private Leftover() {}

  static void discard(HttpServletRequest request, HttpServletResponse response) throws IOException {
    boolean sent = request.getContentLengthLong() != 0 && !"GET".equals(request.getMethod());
    boolean refused = response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST;
    boolean late = response.getStatus() == HttpServletResponse.SC_REQUEST_TIMEOUT;
    if (isStream(request) && sent && refused && !late) {
      response.flushBuffer();
      discard(request, request.getInputStream());
    }
  }

  /** The same of a body that turns out to be too large: before there is an answer. */
  static void discard(HttpServletRequest request, InputStream body) throws IOException {
    if (isStream(request) && PLACES.tryAcquire()) {
      try {
        read(body);
      } finally {
        PLACES.release();
      }
    }
  }

  private static boolean isStream(HttpServletRequest request) {
    return !request.getProtocol().startsWith("HTTP/1");
  }

  private static void read(InputStream body) throws IOException {
    long end = System.nanoTime() + LONGEST.toNanos();
    byte[] buffer = new byte[BUFFER];
    while (System.nanoTime() < end && body.read(buffer) >= 0) {
      // thrown away
    }
  }
}
