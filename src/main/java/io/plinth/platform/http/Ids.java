package io.plinth.platform.http;

/** Ids as they stand in paths and parameters: positive 64-bit integers, nothing else. */
public final class Ids {
  private static final int LONGEST = 19;

  private Ids() {}

  /** Refuses signs, blanks, zero, other scripts' digits, and what overflows. */
  public static Long parse(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= LONGEST
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    long id = digits ? Long.parseLong(text) : 0;
    if (id <= 0) {
      throw new IllegalArgumentException("not an id");
    }
    return id;
  }
}
