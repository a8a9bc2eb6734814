package io.plinth.platform.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Keeps what is written until all of it is there: up to {@link #IN_MEMORY} bytes in memory, beyond
 * that in a temporary file, which is gone when the spool is closed or the process dies.
 *
 * <p>An export goes through it for two reasons. A client that reads slowly holds a file and not one
 * of the few database connections; and an export that fails half-way becomes an error, where half a
 * file would look like a whole one.
 */
public final class Spool extends OutputStream {
  private static final int IN_MEMORY = 1 << 20;

  private final ByteArrayOutputStream memory = new ByteArrayOutputStream(16 * 1024);
  private FileChannel file;
  private OutputStream target = memory;

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (file == null && memory.size() + length > IN_MEMORY) {
      spill();
    }
    target.write(bytes, offset, length);
  }

  private void spill() throws IOException {
    Path path =
        Path.of(System.getProperty("java.io.tmpdir"), "plinth-" + UUID.randomUUID() + ".spool");
    file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    target = Channels.newOutputStream(file);
    memory.writeTo(target);
    memory.reset();
  }

  /** All that has been written, from its beginning; closing it closes the spool. */
  public InputStream open() throws IOException {
    if (file == null) {
      return new ByteArrayInputStream(memory.toByteArray());
    }
    file.position(0);
    return Channels.newInputStream(file);
  }

  /** How many bytes have been written. */
  long size() throws IOException {
    return file == null ? memory.size() : file.size();
  }

  /** Sends everything that has been written. */
  void copyTo(OutputStream out) throws IOException {
    if (file == null) {
      memory.writeTo(out);
    } else {
      file.position(0);
      Channels.newInputStream(file).transferTo(out);
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
