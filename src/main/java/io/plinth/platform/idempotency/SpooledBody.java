package io.plinth.platform.idempotency;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.io.InputStream;

/** A request of which the body has been read already. */
final class SpooledBody extends HttpServletRequestWrapper {
  private final ServletInputStream body;

  SpooledBody(HttpServletRequest request, InputStream body) {
    super(request);
    this.body = new Spooled(body);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  private static final class Spooled extends ServletInputStream {
    private final InputStream in;
    private boolean finished;

    Spooled(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      finished = b < 0;
      return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int n = in.read(target, offset, length);
      finished = n < 0;
      return n;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public boolean isFinished() {
      return finished;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("This body is read at once");
    }
  }
}
