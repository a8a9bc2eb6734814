package io.plinth.clients.importer;

import io.plinth.platform.web.FormErrors;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;

/**
 * Model of {@code clients/import-preview}: what a file would become, before anything is stored.
 *
 * @param upload the token of the file that was uploaded, sent back with the form
 * @param format the detected format, in words; null when none was recognised
 * @param columns the file's columns, as the choices of each mapping field
 * @param mapping by key: the fields' columns, and the settings {@code dateFormat}, {@code
 *     timeZone}, {@code decimal}, {@code rounding}, {@code sourceSystem}
 * @param rows the first rows as they would be stored
 * @param problems the first problems found
 * @param problemCount how many there are in what was read
 * @param read how many rows were read for this preview
 * @param whole whether that is the whole file
 * @param errors about mapping fields, by key; about the file as a whole under the empty name
 */
public record ImportPreviewScreen(
    String upload,
    String fileName,
    long fileSize,
    String format,
    List<String> columns,
    Map<String, String> mapping,
    List<Row> rows,
    List<Problem> problems,
    long problemCount,
    long read,
    boolean whole,
    FormErrors errors) {

  /** A row as it would be stored. */
  public record Row(
      long line,
      String client,
      String service,
      String user,
      LocalDate date,
      LocalTime start,
      LocalTime end,
      BigDecimal hours,
      boolean billable,
      BigDecimal rate,
      String currency,
      String task,
      String description) {}

  /** Something wrong with a line, or with the file where the line is 0. */
  public record Problem(long line, String column, String value, String detail) {}

  /** Whether there is anything to import. */
  public boolean importable() {
    return errors.isEmpty() && !rows.isEmpty();
  }
}
