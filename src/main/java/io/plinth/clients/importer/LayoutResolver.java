package io.plinth.clients.importer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Joins what the header tells with what the user's mapping says; the mapping wins, key by key. */
final class LayoutResolver {

  private final Header header;
  private final ImportMapping mapping;
  private final ImportDefaults defaults;

  LayoutResolver(Header header, ImportMapping mapping, ImportDefaults defaults) {
    this.header = header;
    this.mapping = mapping;
    this.defaults = defaults;
  }

  /** The layout to read by; rejects what is neither recognised nor mapped in full. */
  Layout resolve() {
    Map<ImportField, Integer> named = named();
    Layout known = KnownFormats.detect(header).orElse(null);
    if (known == null && named.isEmpty()) {
      throw unrecognised();
    }
    Layout layout = known == null ? mapped(named) : overridden(known, named);
    requireEnough(layout);
    return layout;
  }

  private Map<ImportField, Integer> named() {
    Map<ImportField, Integer> named = new EnumMap<>(ImportField.class);
    List<ImportProblem> faults = new ArrayList<>();
    mapping
        .columns()
        .forEach(
            (field, name) -> {
              int column = header.column(name);
              if (column == Header.NONE) {
                faults.add(new ImportProblem(1, field.key(), name, absent(name)));
              } else {
                named.put(field, column);
              }
            });
    if (!faults.isEmpty()) {
      throw new ImportRejected(faults);
    }
    return named;
  }

  private String absent(String name) {
    return "The file has no column \"" + name + "\". Its columns: " + header.listed() + ".";
  }

  private Layout mapped(Map<ImportField, Integer> named) {
    String currency = header.currencyOf(named.getOrDefault(ImportField.RATE, Header.NONE));
    return new Layout(
        SourceFormat.MAPPED,
        named,
        Header.NONE,
        Header.NONE,
        false,
        List.of(),
        false,
        false,
        List.of(),
        currency);
  }

  private static Layout overridden(Layout known, Map<ImportField, Integer> named) {
    Map<ImportField, Integer> columns = new EnumMap<>(ImportField.class);
    columns.putAll(known.columns());
    columns.putAll(named);
    boolean otherDuration =
        changes(known, named, ImportField.HOURS) || changes(known, named, ImportField.MINUTES);
    if (changes(known, named, ImportField.MINUTES) && !named.containsKey(ImportField.HOURS)) {
      columns.remove(ImportField.HOURS); // "minutes" for the column we took for hours
    }
    if (changes(known, named, ImportField.HOURS) && !named.containsKey(ImportField.MINUTES)) {
      columns.remove(ImportField.MINUTES);
    }
    boolean otherRate = changes(known, named, ImportField.RATE);
    return new Layout(
        known.format(),
        columns,
        changes(known, named, ImportField.END) ? Header.NONE : known.endDate(),
        changes(known, named, ImportField.USER) ? Header.NONE : known.lastName(),
        known.openDuration() && !otherDuration,
        known.fallbackDurations(),
        known.clockWins() && !otherDuration,
        !otherRate,
        known.amounts(),
        known.headerCurrency());
  }

  /** Whether the mapping names a column that the header did not already tell. */
  private static boolean changes(Layout known, Map<ImportField, Integer> named, ImportField field) {
    return named.containsKey(field) && named.get(field) != known.column(field);
  }

  private void requireEnough(Layout layout) {
    List<ImportProblem> missing = new ArrayList<>();
    if (!layout.has(ImportField.DATE) && !layout.has(ImportField.START)) {
      missing.add(missing("date", "the day of an entry: map \"date\" or \"start\""));
    }
    if (!tellsDuration(layout.columns()) && layout.fallbackDurations().isEmpty()) {
      missing.add(
          missing(
              "hours", "how long it took: map \"minutes\", \"hours\", or \"start\" and \"end\""));
    }
    boolean fallback = defaults.fallbackClient() != null && !defaults.fallbackClient().isBlank();
    if (!layout.has(ImportField.CLIENT) && !fallback) {
      missing.add(missing("client", "the client: map \"client\""));
    }
    if (!missing.isEmpty()) {
      throw new ImportRejected(missing);
    }
  }

  static boolean tellsDuration(Map<ImportField, Integer> columns) {
    return columns.containsKey(ImportField.MINUTES)
        || columns.containsKey(ImportField.HOURS)
        || (columns.containsKey(ImportField.START) && columns.containsKey(ImportField.END));
  }

  private ImportProblem missing(String key, String what) {
    return new ImportProblem(
        1, key, null, "No column tells " + what + ". Columns found: " + header.listed() + ".");
  }

  private ImportRejected unrecognised() {
    List<String> formats = new ArrayList<>();
    for (SourceFormat format : SourceFormat.values()) {
      if (format != SourceFormat.MAPPED) {
        formats.add(format.label());
      }
    }
    return ImportRejected.of(
        1,
        "The header is none of the known formats ("
            + String.join("; ", formats)
            + "). Columns found: "
            + header.listed()
            + ". Send a mapping that names them, such as {\"client\":\"…\",\"user\":\"…\","
            + "\"date\":\"…\",\"hours\":\"…\"}. Its keys: "
            + MappingParser.legalKeys()
            + ".");
  }
}
