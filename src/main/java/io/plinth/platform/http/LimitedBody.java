package io.plinth.platform.http;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;

/**
 * A request that does not say how long it is (chunked), with its bytes counted as they are read:
 * what is too much ends the request there, before it has filled a disk.
 */
final class LimitedBody extends HttpServletRequestWrapper {
  private final long limit;
  private ServletInputStream counted;

  LimitedBody(HttpServletRequest request, long limit) {
    super(request);
    this.limit = limit;
  }

  static ProblemException tooLarge(long limit) {
    return new ProblemException(
        ProblemType.TOO_LARGE, "A request has at most " + limit + " bytes.");
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (counted == null) {
      counted = new Counted(super.getInputStream());
    }
    return counted;
  }

  private final class Counted extends ServletInputStream {
    private final ServletInputStream in;
    private long read;

    Counted(ServletInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int n = in.read(target, offset, length);
      count(Math.max(n, 0));
      return n;
    }

    private void count(int more) throws IOException {
      read += more;
      if (read > limit) {
        Leftover.discard((HttpServletRequest) getRequest(), in);
        throw tooLarge(limit);
      }
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
