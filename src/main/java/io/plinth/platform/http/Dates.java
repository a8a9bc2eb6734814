package io.plinth.platform.http;

import java.time.DateTimeException;
import java.time.LocalDate;

/** Dates in requests: ISO 8601, in the years that calendars and PostgreSQL agree on. */
public final class Dates {
  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 2999;

  private Dates() {}

  public static LocalDate parse(String text) {
    LocalDate date = LocalDate.parse(text);
    if (date.getYear() < FIRST_YEAR || date.getYear() > LAST_YEAR) {
      throw new DateTimeException("year");
    }
    return date;
  }
}
