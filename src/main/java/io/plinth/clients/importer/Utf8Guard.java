package io.plinth.clients.importer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Passes bytes on while they are valid UTF-8 and rejects the file, by line and byte, where they are
 * not. Decoders only say that something was malformed, long after; people need to know where.
 */
final class Utf8Guard extends FilterInputStream {

  private long line = 1;
  private long position;
  private int pending; // continuation bytes still to come
  private int lowest; // bounds of the next continuation byte
  private int highest;
  private boolean afterReturn;

  /** Counts bytes from {@code offset}, those of the byte order mark already taken. */
  Utf8Guard(InputStream in, long offset) {
    super(in);
    position = offset;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    if (b < 0) {
      end();
    } else {
      check(b);
    }
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count < 0) {
      end();
    }
    for (int i = 0; i < count; i++) {
      check(buffer[offset + i] & 0xFF);
    }
    return count;
  }

  private void check(int b) {
    position++;
    if (pending > 0) {
      if (b < lowest || b > highest) {
        throw invalid();
      }
      pending--;
      lowest = 0x80;
      highest = 0xBF;
    } else if (b >= 0x80) {
      lead(b);
    } else if (b == '\r' || (b == '\n' && !afterReturn)) {
      line++;
    }
    afterReturn = b == '\r';
  }

  /** Bounds after Unicode's table 3-7: no overlong forms, no surrogates, nothing over U+10FFFF. */
  private void lead(int b) {
    if (b < 0xC2 || b > 0xF4) {
      throw invalid();
    }
    pending = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
    lowest = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
    highest = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
  }

  private void end() {
    if (pending > 0) {
      throw invalid();
    }
  }

  private ImportRejected invalid() {
    return ImportRejected.of(
        line,
        ("The file is not valid UTF-8: line %d, byte %d of the file."
                + " Save it as UTF-8 and send it again.")
            .formatted(line, position));
  }
}
