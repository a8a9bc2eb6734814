package io.plinth.clients.importer;

import java.util.Locale;

/** A fact of an entry that a column can hold; {@link #key()} is its name in the mapping. */
public enum ImportField {
  CLIENT,
  SERVICE,
  USER,
  EMAIL,
  TASK,
  DESCRIPTION,
  TAGS,
  DATE,
  START,
  END,
  MINUTES,
  HOURS,
  BILLABLE,
  RATE,
  CURRENCY,
  SOURCE_ID;

  private final String key =
      name().equals("SOURCE_ID") ? "sourceId" : name().toLowerCase(Locale.ROOT);

  /** The mapping's key, such as {@code client} or {@code sourceId}. */
  public String key() {
    return key;
  }
}
