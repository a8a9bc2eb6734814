package io.plinth.platform.ratelimit;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;

/**
 * An answer that its client must read at a decent pace. Beyond {@link #LARGE}, more than the
 * buffers of a connection hold, writing waits for the client: others have its turn meanwhile, and
 * whoever lets it wait for longer than {@link #GRACE} and what {@link TimedBody#LEAST_RATE} allows
 * is cut off.
 */
final class PacedAnswer extends HttpServletResponseWrapper {
  private static final int LARGE = 1 << 20;
  private static final Duration GRACE = Duration.ofSeconds(20);
  private final Admission.Turn turn;
  private ServletOutputStream paced;

  PacedAnswer(HttpServletResponse response, Admission.Turn turn) {
    super(response);
    this.turn = turn;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (paced == null) {
      paced = new Paced(super.getOutputStream());
    }
    return paced;
  }

  private final class Paced extends ServletOutputStream {
    private final ServletOutputStream out;
    private long bytes;
    private long waitedNanos;

    Paced(ServletOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      bytes += length;
      if (bytes <= LARGE) {
        out.write(source, offset, length);
        return;
      }
      turn.pause();
      long start = System.nanoTime();
      out.write(source, offset, length);
      waitedNanos += System.nanoTime() - start;
      if (waitedNanos > GRACE.toNanos() + bytes * (1_000_000_000L / TimedBody.LEAST_RATE)) {
        throw new IOException("The client reads too slowly.");
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      out.setWriteListener(listener);
    }
  }
}
