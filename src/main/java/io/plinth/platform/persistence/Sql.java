package io.plinth.platform.persistence;

import java.lang.reflect.RecordComponent;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.Session;

/**
 * One SQL statement with named parameters ({@code :name}), for projections and set-based writes
 * that JPQL cannot say. Rows become records: columns are matched to components by name ({@code
 * legal_name} to {@code legalName}), a component without a column is null.
 */
public final class Sql {
  private static final Map<String, Parsed> PARSED = new ConcurrentHashMap<>();
  private static final int MOST_PARSED = 2_000;

  private final Session session;
  private final Parsed parsed;
  private final Map<String, Object> parameters = new HashMap<>();

  /** Reads one row. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Works on a prepared and bound statement. */
  @FunctionalInterface
  private interface Execution<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  record Parsed(String text, List<String> names) {}

  Sql(Session session, String text) {
    this.session = session;
    if (PARSED.size() > MOST_PARSED) {
      PARSED.clear();
    }
    this.parsed = PARSED.computeIfAbsent(text, Sql::parse);
  }

  /** Binds {@code :name}. Collections become arrays: compare with {@code = any(:name)}. */
  public Sql with(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  public Sql with(Map<String, ?> values) {
    parameters.putAll(values);
    return this;
  }

  public <T> List<T> list(RowReader<T> reader) {
    return execute(
        statement -> {
          List<T> rows = new ArrayList<>();
          try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
              rows.add(reader.read(result));
            }
          }
          return rows;
        });
  }

  public <R extends Record> List<R> list(Class<R> type) {
    return list(RecordReader.of(type));
  }

  public <T> Optional<T> find(RowReader<T> reader) {
    return list(reader).stream().findFirst();
  }

  public <R extends Record> Optional<R> find(Class<R> type) {
    return list(type).stream().findFirst();
  }

  /** The first column of the only row. */
  public long number() {
    return find(row -> row.getLong(1)).orElseThrow();
  }

  /** Hands each row to {@code reader} as it arrives: memory does not grow with the result. */
  public void forEach(RowReader<?> reader) {
    Transactions.streams();
    execute(
        statement -> {
          statement.setFetchSize(1_000);
          try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
              reader.read(result);
            }
          }
          return null;
        });
  }

  /** Runs an INSERT, UPDATE or DELETE; the number of rows it touched. */
  public int update() {
    return execute(PreparedStatement::executeUpdate);
  }

  /**
   * The same for what nobody keeps a copy of, such as when a key was last used: it ends nothing.
   */
  public int updateUnnoticed() {
    return run(PreparedStatement::executeUpdate);
  }

  private <T> T execute(Execution<T> execution) {
    if (!session.isDefaultReadOnly()) {
      session.flush();
      Transactions.executes(parsed.text(), false);
    }
    return run(execution);
  }

  private <T> T run(Execution<T> execution) {
    return session.doReturningWork(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(parsed.text())) {
            bind(statement);
            long start = System.nanoTime();
            try {
              return execution.run(statement);
            } finally {
              StatementLog.executed(parsed.text(), System.nanoTime() - start);
            }
          }
        });
  }

  private void bind(PreparedStatement statement) throws SQLException {
    for (int i = 0; i < parsed.names().size(); i++) {
      String name = parsed.names().get(i);
      if (!parameters.containsKey(name)) {
        throw new IllegalArgumentException("No value for :" + name);
      }
      bind(statement, i + 1, parameters.get(name));
    }
  }

  private static void bind(PreparedStatement statement, int index, Object value)
      throws SQLException {
    if (value instanceof Instant instant) {
      statement.setObject(index, OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
    } else if (value instanceof Enum<?> constant) {
      statement.setString(index, constant.name());
    } else if (value instanceof Collection<?> values) {
      statement.setArray(index, array(statement, values));
    } else if (value == null) {
      statement.setNull(index, Types.NULL);
    } else {
      statement.setObject(index, value);
    }
  }

  private static Array array(PreparedStatement statement, Collection<?> values)
      throws SQLException {
    boolean numbers = !values.isEmpty() && values.iterator().next() instanceof Long;
    Object[] elements = values.stream().map(v -> v instanceof Enum<?> e ? e.name() : v).toArray();
    return statement.getConnection().createArrayOf(numbers ? "bigint" : "text", elements);
  }

  /** Replaces {@code :name} by {@code ?}, leaving casts, literals and comments alone. */
  static Parsed parse(String sql) {
    StringBuilder text = new StringBuilder(sql.length());
    List<String> names = new ArrayList<>();
    int i = 0;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c == '\'' || sql.startsWith("--", i)) {
        int end = sql.indexOf(c == '\'' ? '\'' : '\n', i + 1);
        end = end < 0 ? sql.length() : end + 1;
        text.append(sql, i, end);
        i = end;
      } else if (sql.startsWith("::", i)) {
        text.append("::");
        i += 2;
      } else if (c == ':' && i + 1 < sql.length() && Character.isLetter(sql.charAt(i + 1))) {
        int end = i + 1;
        while (end < sql.length() && Character.isLetterOrDigit(sql.charAt(end))) {
          end++;
        }
        names.add(sql.substring(i + 1, end));
        text.append('?');
        i = end;
      } else {
        text.append(c);
        i++;
      }
    }
    return new Parsed(text.toString(), List.copyOf(names));
  }

  /** The column that a record component is read from. */
  static String column(RecordComponent component) {
    return column(component.getName());
  }

  /** {@code legalName} to {@code legal_name}. */
  public static String column(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Reads rows as records; good for one result. */
  public static <R extends Record> RowReader<R> reader(Class<R> type) {
    return RecordReader.of(type);
  }
}
