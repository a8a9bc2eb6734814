package io.plinth.platform.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** Counts the bytes of the body on their way out; the headers before them tell the time it took. */
final class CountedResponse extends HttpServletResponseWrapper {
  private final RequestContext context;
  private boolean told;
  private Counted stream;
  private PrintWriter writer;

  CountedResponse(HttpServletResponse response, RequestContext context) {
    super(response);
    this.context = context;
  }

  /** To be said before anything is sent. */
  void tellTime() {
    if (!told && !isCommitted()) {
      told = true;
      context.tellTime(this);
    }
  }

  long bytes() {
    return stream == null ? 0 : stream.bytes;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (stream == null) {
      tellTime();
      stream = new Counted(super.getOutputStream());
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (writer == null) {
      Charset charset = Charset.forName(getCharacterEncoding());
      writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), charset));
    }
    return writer;
  }

  @Override
  public void flushBuffer() throws IOException {
    if (writer != null) {
      writer.flush();
    }
    tellTime();
    super.flushBuffer();
  }

  /** What was written so far is not sent. */
  @Override
  public void resetBuffer() {
    super.resetBuffer();
    if (stream != null) {
      stream.bytes = 0;
    }
  }

  private static final class Counted extends ServletOutputStream {
    private final ServletOutputStream out;
    private long bytes;

    Counted(ServletOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      bytes++;
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
      out.write(b, offset, length);
      bytes += length;
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
