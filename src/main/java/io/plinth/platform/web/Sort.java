package io.plinth.platform.web;

/**
 * How a table is sorted, and what each of its heads links to.
 *
 * @param key the sort key in the address
 * @param descending whether the largest comes first
 */
public record Sort(String key, boolean descending) {

  /** Reads {@code name} or {@code -name}. */
  public static Sort parse(String text) {
    return text.startsWith("-") ? new Sort(text.substring(1), true) : new Sort(text, false);
  }

  /** The value of {@code aria-sort} for a column; null where the table is not sorted by it. */
  public String aria(String column) {
    if (!key.equals(column)) {
      return null;
    }
    return descending ? "descending" : "ascending";
  }

  /** The sort a click on the column's head asks for: turned round if it is the present one. */
  public String next(String column, boolean largestFirst) {
    boolean down = key.equals(column) ? !descending : largestFirst;
    return down ? '-' + column : column;
  }

  /** As it stands in the address. */
  @Override
  public String toString() {
    return descending ? '-' + key : key;
  }
}
