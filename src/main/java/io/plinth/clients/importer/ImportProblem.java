package io.plinth.clients.importer;

import java.util.Objects;

/**
 * One thing wrong with a file, a row of it or the mapping sent with it.
 *
 * @param line physical line on which the record starts, the first line of the file being 1; 0 when
 *     the problem is not on a line (the mapping, the file as a whole)
 * @param column header of the column (or key of the mapping) at fault; may be null
 * @param value the value at fault, cut to 200 characters; may be null
 * @param detail what is wrong and what to do about it, a sentence for people
 */
public record ImportProblem(long line, String column, String value, String detail) {

  private static final int MAX_VALUE = 200;

  public ImportProblem {
    Objects.requireNonNull(detail, "detail");
    value = cut(value);
  }

  private static String cut(String value) {
    if (value == null || value.length() <= MAX_VALUE) {
      return value;
    }
    int end = Character.isHighSurrogate(value.charAt(MAX_VALUE - 1)) ? MAX_VALUE - 1 : MAX_VALUE;
    return value.substring(0, end);
  }
}
