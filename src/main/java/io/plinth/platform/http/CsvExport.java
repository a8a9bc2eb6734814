package io.plinth.platform.http;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.plinth.platform.paging.PageRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A list as CSV (RFC 4180): a head and every row, handed over one by one so that memory does not
 * grow with the list. The one mechanism behind {@code Accept: text/csv} and the downloads of pages;
 * {@link CsvExportWriter} sends it.
 *
 * @param <T> what a row is made of
 */
public final class CsvExport<T> implements Streamed {
  /** For {@code @Produces}; JSON is preferred where a client takes either. */
  public static final String TYPE = "text/csv;qs=0.5";

  private final Consumer<Consumer<T>> rows;
  private final Map<String, Function<T, ?>> columns = new LinkedHashMap<>();

  private CsvExport(Consumer<Consumer<T>> rows) {
    this.rows = rows;
  }

  /** {@code rows} hands each row to its argument; it is called once, when the file is written. */
  public static <T> CsvExport<T> of(Consumer<Consumer<T>> rows) {
    return new CsvExport<>(rows);
  }

  /** Rows that are known already. */
  public static <T> CsvExport<T> of(Collection<T> rows) {
    return of(rows::forEach);
  }

  /**
   * Records with a column for each field that was asked for, in that order, or for all that are
   * visible.
   *
   * @param asked names separated by commas, or null for all
   */
  public static <R extends Record> CsvExport<R> of(
      Class<R> type, String asked, Set<String> visible, Consumer<Consumer<R>> rows) {
    PageRequest.fieldSet(asked, visible);
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    Arrays.stream(type.getRecordComponents())
        .filter(c -> visible.contains(c.getName()))
        .forEach(c -> components.put(c.getName(), c));
    Collection<String> names = asked == null ? components.keySet() : List.of(asked.split(",", -1));
    CsvExport<R> export = new CsvExport<>(rows);
    names.forEach(name -> export.column(name, row -> value(components.get(name), row)));
    return export;
  }

  private static Object value(RecordComponent component, Record row) {
    try {
      return component.getAccessor().invoke(row);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One more column, on the right. */
  public CsvExport<T> column(String head, Function<T, ?> value) {
    columns.put(head, value);
    return this;
  }

  /** One more column where {@code shown}: for what not everybody may see. */
  public CsvExport<T> column(boolean shown, String head, Function<T, ?> value) {
    return shown ? column(head, value) : this;
  }

  @Override
  public void writeTo(OutputStream stream) throws IOException {
    CsvWriter csv = CsvWriter.builder().build(stream, StandardCharsets.UTF_8);
    csv.writeRecord(columns.keySet());
    List<Function<T, ?>> values = List.copyOf(columns.values());
    rows.accept(
        row -> {
          List<String> cells = new ArrayList<>(values.size());
          values.forEach(value -> cells.add(CsvText.of(value.apply(row))));
          csv.writeRecord(cells);
        });
    csv.flush();
  }
}
