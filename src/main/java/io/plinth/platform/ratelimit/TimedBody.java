package io.plinth.platform.ratelimit;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * A request whose body must arrive at a decent pace: {@link #GRACE}, and beyond that as long as its
 * bytes so far would take at {@link #LEAST_RATE}. While it does not arrive, others have its turn.
 */
final class TimedBody extends HttpServletRequestWrapper {
  private static final Duration GRACE = Duration.ofSeconds(20);

  /** Bytes a second: a 50 MiB upload may take 54 minutes. */
  static final long LEAST_RATE = 16 * 1024;

  private final HttpServletResponse response;
  private final Admission.Turn turn;
  private final long start = System.nanoTime();
  private ServletInputStream timed;

  TimedBody(HttpServletRequest request, HttpServletResponse response, Admission.Turn turn) {
    super(request);
    this.response = response;
    this.turn = turn;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (timed == null) {
      timed = new Timed(super.getInputStream());
    }
    return timed;
  }

  private ProblemException tooSlow() {
    if (getProtocol()
        .startsWith("HTTP/1")) { // later ones know no such header, and give up a stream
      response.setHeader("Connection", "close"); // the rest of it is of no use to anybody
    }
    return new ProblemException(
        ProblemType.TOO_SLOW, "The rest of the body did not arrive in time.");
  }

  /** Part of a read. */
  @FunctionalInterface
  private interface Read {
    int run() throws IOException;
  }

  private final class Timed extends ServletInputStream {
    private final ServletInputStream in;
    private long bytes;

    Timed(ServletInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return timed(() -> in.read(), false);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return timed(() -> in.read(target, offset, length), true);
    }

    private int timed(Read read, boolean many) {
      try {
        if (in.available() <= 0 && !in.isFinished()) {
          turn.pause();
        }
        int result = read.run();
        bytes += many ? Math.max(result, 0) : 1;
        if (result < 0 || in.isFinished()) {
          turn.resume();
        } else if (System.nanoTime() - start > allowedNanos()) {
          throw tooSlow();
        }
        return result;
      } catch (IOException e) {
        // The client has gone, or sends nothing: there is nobody to blame here and nothing to log.
        throw tooSlow();
      }
    }

    private long allowedNanos() {
      return GRACE.toNanos() + bytes * (1_000_000_000L / LEAST_RATE);
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
