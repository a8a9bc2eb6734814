package io.plinth.platform.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.platform.http.Json;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes records of rows by the names of their components. Its plan is made once per type. */
final class RecordReader<R extends Record> implements Sql.RowReader<R> {
  private static final Map<Class<?>, MethodHandle> CONSTRUCTORS = new ConcurrentHashMap<>();
  private static final int MONEY_SCALE = 2;

  private final MethodHandle constructor;
  private final RecordComponent[] components;
  private int[] columns;

  private RecordReader(Class<R> type) {
    components = type.getRecordComponents();
    constructor = CONSTRUCTORS.computeIfAbsent(type, RecordReader::constructor);
  }

  static <R extends Record> RecordReader<R> of(Class<R> type) {
    return new RecordReader<>(type);
  }

  private static MethodHandle constructor(Class<?> type) {
    try {
      Class<?>[] types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      var declared = type.getDeclaredConstructor(types);
      declared.setAccessible(true);
      return MethodHandles.lookup()
          .unreflectConstructor(declared)
          .asSpreader(Object[].class, types.length);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public R read(ResultSet row) throws SQLException {
    if (columns == null) {
      columns = locate(row.getMetaData());
    }
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Class<?> type = components[i].getType();
      values[i] = columns[i] == 0 ? absent(type) : value(row, columns[i], type);
    }
    try {
      return (R) constructor.invoke(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private int[] locate(ResultSetMetaData metaData) throws SQLException {
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 1; i <= metaData.getColumnCount(); i++) {
      byName.put(metaData.getColumnLabel(i), i);
    }
    return Arrays.stream(components).mapToInt(c -> byName.getOrDefault(Sql.column(c), 0)).toArray();
  }

  private static Object absent(Class<?> type) {
    if (type == boolean.class) {
      return false;
    }
    return type == long.class ? (Object) 0L : type == int.class ? (Object) 0 : null;
  }

  private static Object value(ResultSet row, int column, Class<?> type) throws SQLException {
    if (type == String.class) {
      return row.getString(column);
    }
    if (type == Instant.class) {
      OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
      return time == null ? null : time.toInstant();
    }
    if (type == BigDecimal.class) {
      return plain(row.getBigDecimal(column));
    }
    if (type == LocalDate.class || type == LocalTime.class) {
      return row.getObject(column, type);
    }
    if (type == List.class) {
      Array array = row.getArray(column);
      return array == null ? null : List.of((Object[]) array.getArray());
    }
    return scalar(row, column, type);
  }

  private static Object scalar(ResultSet row, int column, Class<?> type) throws SQLException {
    if (type == long.class || type == int.class || type == boolean.class) {
      return type == long.class
          ? (Object) row.getLong(column)
          : type == int.class ? (Object) row.getInt(column) : (Object) row.getBoolean(column);
    }
    String text = row.getString(column);
    if (text == null) {
      return null;
    }
    if (type.isEnum()) {
      return constant(type, text);
    }
    if (type == Long.class) {
      return Long.valueOf(text);
    }
    if (type == Integer.class) {
      return Integer.valueOf(text);
    }
    if (type == Boolean.class) {
      return "t".equals(text);
    }
    if (type == YearMonth.class) {
      return YearMonth.parse(text);
    }
    if (type == JsonNode.class) {
      return Json.exactTree(text);
    }
    throw new IllegalStateException("No reading of " + type);
  }

  private static Object constant(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> ((Enum<?>) c).name().equals(text))
        .findFirst()
        .orElseThrow();
  }

  /** Money keeps its two decimals; rates, stored with four, lose the zeros past them. */
  private static BigDecimal plain(BigDecimal number) {
    if (number == null || number.scale() <= MONEY_SCALE) {
      return number;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < MONEY_SCALE ? stripped.setScale(MONEY_SCALE) : stripped;
  }
}
