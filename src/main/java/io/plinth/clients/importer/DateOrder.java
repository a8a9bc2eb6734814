package io.plinth.clients.importer;

/** Which of the first two numbers of a date such as 3/4/2024 is the day. */
enum DateOrder {
  DAY_FIRST,
  MONTH_FIRST;

  /** The pattern to state in a mapping, with the file's own separator. */
  String pattern(char separator) {
    return this == DAY_FIRST
        ? "dd" + separator + "MM" + separator + "yyyy"
        : "MM" + separator + "dd" + separator + "yyyy";
  }
}
