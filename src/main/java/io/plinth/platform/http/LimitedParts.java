package io.plinth.platform.http;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A multipart body with its parts counted as they are read. The parser takes some kilobytes of
 * memory for each, however small it is, and hands over none before it has seen all of them.
 */
final class LimitedParts extends FilterInputStream {
  static final int MOST_PARTS = 20;
  static final int MOST_HEAD_BYTES = 32 * 1024;

  /** What begins a part, behind the end of a line. */
  private final byte[] delimiter;

  /** How much of the delimiter has been read; below 0: nothing since the last end of a line. */
  private int matched;

  private int parts;

  /** How much of a part's head has been read; below 0: not in a head. */
  private int head = -1;

  private int line;
  private byte last;

  LimitedParts(InputStream in, String boundary) {
    super(in);
    delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      count((byte) next);
    }
    return next;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int n = super.read(target, offset, length);
    for (int i = offset; i < offset + n; i++) {
      count(target[i]);
    }
    return n;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(byte next) {
    boolean endsLine = next == '\n' || next == '\r';
    if (matched == delimiter.length && (endsLine || next == ' ' || next == '\t')) {
      beginPart();
    }
    if (head >= 0) {
      countHead(next);
    }
    if (endsLine) {
      matched = 0;
    } else {
      boolean on = matched >= 0 && matched < delimiter.length && next == delimiter[matched];
      matched = on ? matched + 1 : -1;
    }
    last = next;
  }

  private void beginPart() {
    parts++;
    if (parts > MOST_PARTS) {
      throw refused("A form has at most " + MOST_PARTS + " parts.");
    }
    head = 0;
    line = 1; // that of the delimiter, which is not empty
  }

  /** An empty line ends it. */
  private void countHead(byte next) {
    head++;
    if (next != '\n') {
      line++;
    } else if (line == 0 || (line == 1 && last == '\r')) {
      head = -1;
    } else {
      line = 0;
    }
    if (head > MOST_HEAD_BYTES) {
      throw refused("The head of a part has at most " + MOST_HEAD_BYTES + " bytes.");
    }
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_REQUEST, detail);
  }
}
