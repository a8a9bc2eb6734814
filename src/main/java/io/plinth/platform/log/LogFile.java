package io.plinth.platform.log;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Lines on their way to a file or to standard output, written by one thread of its own. A disk that
 * is slow or full costs lines, which are counted, and never a request: the queue is bounded, and
 * what does not fit is dropped. A file that is full becomes {@code name.1}, that one {@code
 * name.2}, and the last is deleted.
 */
final class LogFile implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LogFile.class.getName());
  private static final int QUEUE = 10_000;
  private static final int BUFFER = 64 * 1024;
  private static final long CLOSE_MILLIS = 2_000;
  private static final long POLL_MILLIS = 200;

  private final BlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final Path path;
  private final long most;
  private final int files;
  private final Thread writer;
  private volatile boolean closing;
  private OutputStream out;
  private long size;

  private LogFile(Path path, long most, int files) throws IOException {
    this.path = path;
    this.most = most;
    this.files = files;
    open();
    writer = new Thread(this::work, "plinth-access-log");
    writer.setDaemon(true);
    writer.start();
  }

  /** Past the container, which would take each line for a record of its own log. */
  static LogFile standardOutput() throws IOException {
    return new LogFile(null, Long.MAX_VALUE, 1);
  }

  /** Appends to {@code path}; at most {@code files} of {@code most} bytes are kept. */
  static LogFile open(Path path, long most, int files) throws IOException {
    return new LogFile(path.toAbsolutePath(), most, files);
  }

  void write(byte[] line) {
    if (!lines.offer(line)) {
      dropped.incrementAndGet();
    }
  }

  long dropped() {
    return dropped.get();
  }

  private void open() throws IOException {
    if (path == null) {
      out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER);
      return;
    }
    Files.createDirectories(path.getParent());
    out = new BufferedOutputStream(new FileOutputStream(path.toFile(), true), BUFFER);
    size = Files.size(path);
  }

  private void work() {
    boolean failing = false;
    while (!closing || !lines.isEmpty()) {
      try {
        byte[] line = lines.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (line != null) {
          writeNow(line, lines.isEmpty());
          failing = false;
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException e) {
        dropped.incrementAndGet();
        if (!failing) {
          LOG.log(Level.WARNING, "The access log cannot be written: {0}", e.toString());
        }
        failing = true;
        abandon();
      }
    }
  }

  /** What is in the buffer is written as soon as nothing more is waiting. */
  private void writeNow(byte[] line, boolean last) throws IOException {
    if (out == null) {
      open();
    }
    if (size > 0 && size + line.length > most) {
      rotate();
    }
    out.write(line);
    size += line.length;
    if (last) {
      out.flush();
    }
  }

  private void rotate() throws IOException {
    out.close();
    out = null;
    for (int i = files - 1; i > 0; i--) {
      Path older = numbered(i - 1);
      if (Files.exists(older)) {
        Files.move(older, numbered(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (files == 1) {
      Files.delete(path);
    }
    open();
  }

  private Path numbered(int number) {
    return number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
  }

  /** After a failure the stream may be broken for good: the next line opens another. */
  private void abandon() {
    try {
      OutputStream broken = out;
      out = null;
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      if (broken != null && path != null) {
        broken.close();
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "Still not", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what is waiting, for two seconds at most. */
  @Override
  public void close() {
    closing = true;
    try {
      writer.join(CLOSE_MILLIS);
      if (out != null && !writer.isAlive()) {
        out.flush();
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "The last lines were lost", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
