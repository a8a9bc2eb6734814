package io.plinth.clients.importer;

import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which column holds what, and how to read it. Sent with a file it overrides what its header tells;
 * as {@link TimesheetFile#mapping()} it is what will be done.
 *
 * @param columns header of the column for each fact, as written in the mapping
 * @param sourceSystem name of the file's origin, with the row's id the key of an entry; or null
 * @param dateFormat a java.time pattern with or without a time part; or null
 * @param timeZone zone of clock times; or null
 * @param decimal {@code ','} or {@code '.'}; or null
 * @param rounding or null
 */
public record ImportMapping(
    Map<ImportField, String> columns,
    String sourceSystem,
    String dateFormat,
    ZoneId timeZone,
    Character decimal,
    Rounding rounding) {

  /** A mapping that says nothing. */
  public static final ImportMapping NONE =
      new ImportMapping(Map.of(), null, null, null, null, null);

  public ImportMapping {
    Map<ImportField, String> copy = new EnumMap<>(ImportField.class);
    copy.putAll(columns);
    columns = Collections.unmodifiableMap(copy);
  }

  /**
   * Reads a mapping sent as JSON, such as {@code
   * {"client":"organization","dateFormat":"M/d/yyyy"}}.
   *
   * @throws ImportRejected naming every fault at once, each with the key as its column
   */
  public static ImportMapping parse(String json) throws ImportRejected {
    return new MappingParser().parse(json);
  }

  /** The mapping as it would be sent: key to text, without the keys that say nothing. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    columns.forEach((field, column) -> map.put(field.key(), column));
    putUnlessNull(map, MappingParser.SOURCE_SYSTEM, sourceSystem);
    putUnlessNull(map, MappingParser.DATE_FORMAT, dateFormat);
    putUnlessNull(map, MappingParser.TIME_ZONE, timeZone);
    putUnlessNull(map, MappingParser.DECIMAL, decimal);
    putUnlessNull(map, MappingParser.ROUNDING, rounding);
    return map;
  }

  private static void putUnlessNull(Map<String, Object> map, String key, Object value) {
    if (value != null) {
      map.put(key, value.toString());
    }
  }
}
