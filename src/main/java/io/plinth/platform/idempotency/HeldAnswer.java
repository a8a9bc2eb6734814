package io.plinth.platform.idempotency;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer of which nothing, not even a header, is sent before what it tells has been committed.
 */
final class HeldAnswer extends HttpServletResponseWrapper {
  private final List<Runnable> headers = new ArrayList<>();
  private final Held body = new Held();
  private final PrintWriter writer = new PrintWriter(body, false, StandardCharsets.UTF_8);
  private int status = SC_OK;

  HeldAnswer(HttpServletResponse response) {
    super(response);
  }

  /** Sends all of it. */
  void send() throws IOException {
    writer.flush();
    super.setStatus(status);
    headers.forEach(Runnable::run);
    body.bytes.writeTo(super.getOutputStream());
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return body;
  }

  @Override
  public PrintWriter getWriter() {
    return writer;
  }

  @Override
  public void flushBuffer() {
    // Later.
  }

  @Override
  public boolean isCommitted() {
    return false;
  }

  @Override
  public void resetBuffer() {
    writer.flush();
    body.bytes.reset();
  }

  @Override
  public void reset() {
    resetBuffer();
    headers.clear();
    status = SC_OK;
  }

  @Override
  public int getStatus() {
    return status;
  }

  @Override
  public void setStatus(int given) {
    status = given;
  }

  @Override
  public void setHeader(String name, String value) {
    headers.add(() -> super.setHeader(name, value));
  }

  @Override
  public void addHeader(String name, String value) {
    headers.add(() -> super.addHeader(name, value));
  }

  @Override
  public void setIntHeader(String name, int value) {
    setHeader(name, String.valueOf(value));
  }

  @Override
  public void addIntHeader(String name, int value) {
    addHeader(name, String.valueOf(value));
  }

  @Override
  public void setContentType(String type) {
    headers.add(() -> super.setContentType(type));
  }

  @Override
  public void setCharacterEncoding(String charset) {
    headers.add(() -> super.setCharacterEncoding(charset));
  }

  @Override
  public void setContentLength(int length) {
    setContentLengthLong(length);
  }

  @Override
  public void setContentLengthLong(long length) {
    headers.add(() -> super.setContentLengthLong(length));
  }

  private static final class Held extends ServletOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 * 1024);

    @Override
    public void write(int b) {
      bytes.write(b);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      bytes.write(source, offset, length);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new IllegalStateException("This answer is sent at once");
    }
  }
}
