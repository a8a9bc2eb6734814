package io.plinth.platform.paging;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Set;

/** One page of a list, with an honest total. */
public record Page<T>(List<T> items, Info page, @JsonIgnore Set<String> fields) {

  public Page {
    items = List.copyOf(items);
  }

  /**
   * @param size how many were asked for
   * @param next the token of the next page, or null on the last
   */
  public record Info(int size, String next, Total total) {}

  /** Exact up to {@link Listing#COUNT_LIMIT}, else "at least". */
  public record Total(long count, boolean exact) {}

  public boolean hasNext() {
    return page.next() != null;
  }
}
