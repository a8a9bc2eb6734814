package io.plinth.clients.importer;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where in a record each fact stands; columns count from 0, {@link Header#NONE} means absent.
 *
 * @param columns the facts a mapping can name
 * @param endDate the day an entry ended, where it has a column of its own
 * @param lastName joined to the user's column, which then holds the first name
 * @param openDuration the hours column is just called "Duration": its unit shows over the file
 * @param fallbackDurations columns of hours that count only where start or end is missing
 * @param clockWins start and end win over a duration
 * @param zeroRateIsUnset the format writes 0 for no rate
 * @param amounts further money columns, not stored, that tell decimal mark and currency
 * @param headerCurrency ISO code found in the header; may be null
 */
record Layout(
    SourceFormat format,
    Map<ImportField, Integer> columns,
    int endDate,
    int lastName,
    boolean openDuration,
    List<Integer> fallbackDurations,
    boolean clockWins,
    boolean zeroRateIsUnset,
    List<Integer> amounts,
    String headerCurrency) {

  Layout {
    columns = Collections.unmodifiableMap(new EnumMap<>(columns));
    fallbackDurations = List.copyOf(fallbackDurations);
    amounts = List.copyOf(amounts);
  }

  int column(ImportField field) {
    return columns.getOrDefault(field, Header.NONE);
  }

  boolean has(ImportField field) {
    return columns.containsKey(field);
  }
}
