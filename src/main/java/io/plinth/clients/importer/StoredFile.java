package io.plinth.clients.importer;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntFunction;

/**
 * An uploaded file, read back piece by piece: one piece of at most 1 MiB is in memory at a time.
 */
final class StoredFile implements FileSource {
  static final int CHUNK_BYTES = 1 << 20;
  private final int chunks;
  private final IntFunction<byte[]> reader;

  /** {@code reader} gives the piece of a number. */
  StoredFile(int chunks, IntFunction<byte[]> reader) {
    this.chunks = chunks;
    this.reader = reader;
  }

  @Override
  public InputStream open() {
    return new InputStream() {
      private int next;
      private byte[] chunk = {};
      private int position;

      @Override
      public int read() throws IOException {
        return isAtEnd() ? -1 : chunk[position++] & 0xFF;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (length == 0) {
          return 0;
        }
        if (isAtEnd()) {
          return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, target, offset, count);
        position += count;
        return count;
      }

      private boolean isAtEnd() {
        while (position == chunk.length) {
          if (next == chunks) {
            return true;
          }
          chunk = reader.apply(next++);
          position = 0;
        }
        return false;
      }
    };
  }
}
