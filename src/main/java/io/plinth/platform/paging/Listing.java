package io.plinth.platform.paging;

import io.plinth.platform.paging.PageRequest.SortKey;
import io.plinth.platform.persistence.Sql;
import io.plinth.platform.persistence.Transactions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a list can show and how it can be ordered: fields, sort keys and the joins they need. A page
 * is two statements whatever its size: the rows (only the columns asked for, only the joins that
 * those, the order and the filter need), continued by keyset, and a count that stops at {@link
 * #COUNT_LIMIT}.
 *
 * <p>The keyset condition for an order {@code a, b desc, id} after the row {@code (x, y, z)} is
 * {@code a > x or (a = x and (b < y or (b = y and id > z)))}. Sort expressions must therefore never
 * be null: they are declared with {@code coalesce}.
 */
public final class Listing<R extends Record> {
  public static final int COUNT_LIMIT = 10_000;

  private record Column(String sql, String join) {}

  private record Sort(String sql, String type, String join) {}

  private final Class<R> type;
  private final String from;
  private final String id;
  private final String defaultSort;
  private final Map<String, Column> fields = new LinkedHashMap<>();
  private final Map<String, Sort> sorts = new LinkedHashMap<>();
  private final Map<String, String> joins = new LinkedHashMap<>();
  private String permission;

  private Listing(Class<R> type, String from, String id, String defaultSort) {
    this.type = type;
    this.from = from;
    this.id = id;
    this.defaultSort = defaultSort;
  }

  /**
   * @param from table with alias, such as {@code clients c}
   * @param id its id column, the tie-break of every order
   */
  public static <R extends Record> Listing<R> of(
      Class<R> type, String from, String id, String defaultSort) {
    return new Listing<>(type, from, id, defaultSort);
  }

  /** A join that fields, sort keys or filters name; left out of the statement when none does. */
  public Listing<R> join(String name, String sql) {
    joins.put(name, sql);
    return this;
  }

  /** A field by its JSON name; the column's label becomes the record's component. */
  public Listing<R> field(String name, String sql) {
    return field(name, sql, null);
  }

  public Listing<R> field(String name, String sql, String join) {
    fields.put(name, new Column(sql, join));
    return this;
  }

  /** A sort key; {@code sql} is never null, {@code type} is its SQL type. */
  public Listing<R> sort(String name, String sql, String type) {
    return sort(name, sql, type, null);
  }

  public Listing<R> sort(String name, String sql, String type, String join) {
    sorts.put(name, new Sort(sql, type, join));
    return this;
  }

  /** Makes it the list of those alone who hold a permission; others have another one. */
  public Listing<R> seenWith(String needed) {
    permission = needed;
    return this;
  }

  /** What seeing it takes; null where it is everybody's who may see such rows at all. */
  String permission() {
    return permission;
  }

  /** The record of a row. */
  public Class<R> type() {
    return type;
  }

  public Set<String> fieldNames() {
    return Collections.unmodifiableSet(fields.keySet());
  }

  public Set<String> sortNames() {
    return Collections.unmodifiableSet(sorts.keySet());
  }

  /** The page that {@code request} asks for among the rows that {@code where} leaves. */
  public Page<R> page(Transactions tx, PageTokens tokens, Where where, PageRequest request) {
    Set<String> shown = request.fieldSet(fieldNames());
    List<SortKey> order = request.sortKeys(sorts.keySet(), defaultSort);
    String scope = type.getSimpleName() + " " + order + " " + where.fingerprint();
    Where rows = where.copy();
    if (request.after() != null) {
      continueAfter(rows, order, tokens.read(scope, request.after()));
    }
    List<Keyed<R>> found = rows(tx, rows, shown, order, request.limit() + 1);
    boolean more = found.size() > request.limit();
    List<Keyed<R>> shownRows = more ? found.subList(0, request.limit()) : found;
    String next = more ? tokens.write(scope, shownRows.get(shownRows.size() - 1).keys()) : null;
    long count = request.after() == null && !more ? found.size() : count(tx, where);
    Page.Total total = new Page.Total(Math.min(count, COUNT_LIMIT), count <= COUNT_LIMIT);
    return new Page<>(
        shownRows.stream().map(Keyed::row).toList(),
        new Page.Info(request.limit(), next, total),
        shown);
  }

  /** The first rows in order, without a count and without a way to the next: for overviews. */
  public List<R> first(Transactions tx, Where where, PageRequest request) {
    Set<String> shown = request.fieldSet(fieldNames());
    List<SortKey> order = request.sortKeys(sorts.keySet(), defaultSort);
    return rows(tx, where, shown, order, request.limit()).stream().map(Keyed::row).toList();
  }

  /** All rows in order, one after the other: for exports. */
  public void forEach(Transactions tx, Where where, PageRequest request, Consumer<R> consumer) {
    Set<String> shown = request.fieldSet(fieldNames());
    List<SortKey> order = request.sortKeys(sorts.keySet(), defaultSort);
    Sql.RowReader<R> reader = Sql.reader(type);
    tx.sql(select(where, shown, order))
        .with(where.parameters())
        .forEach(
            row -> {
              consumer.accept(reader.read(row));
              return null;
            });
  }

  private record Keyed<R>(R row, List<String> keys) {}

  private List<Keyed<R>> rows(
      Transactions tx, Where where, Set<String> shown, List<SortKey> order, int limit) {
    Sql.RowReader<R> reader = Sql.reader(type);
    return tx.sql(select(where, shown, order) + " limit " + limit)
        .with(where.parameters())
        .list(
            row -> {
              List<String> keys = new ArrayList<>();
              for (int i = 0; i <= order.size(); i++) {
                keys.add(row.getString("key_" + i));
              }
              return new Keyed<>(reader.read(row), keys);
            });
  }

  private String select(Where where, Set<String> shown, List<SortKey> order) {
    Set<String> needed = new LinkedHashSet<>(where.joins());
    StringBuilder text = new StringBuilder("select ");
    for (String name : shown) {
      Column column = fields.get(name);
      text.append(column.sql()).append(" as ").append(Sql.column(name)).append(", ");
      needed.add(column.join());
    }
    StringBuilder by = new StringBuilder();
    for (int i = 0; i < order.size(); i++) {
      Sort column = sorts.get(order.get(i).name());
      needed.add(column.join());
      text.append(column.sql()).append(" as key_").append(i).append(", ");
      by.append("key_").append(i).append(order.get(i).descending() ? " desc, " : ", ");
    }
    text.append(id).append(" as key_").append(order.size()).append(" from ");
    return text.append(from)
        .append(joins(needed))
        .append(where.clause())
        .append(" order by ")
        .append(by)
        .append("key_")
        .append(order.size())
        .toString();
  }

  private String joins(Set<String> needed) {
    StringBuilder text = new StringBuilder();
    joins.forEach(
        (name, sql) -> {
          if (needed.contains(name)) {
            text.append(' ').append(sql);
          }
        });
    return text.toString();
  }

  private long count(Transactions tx, Where where) {
    String text =
        "select count(*) from (select 1 from "
            + from
            + joins(where.joins())
            + where.clause()
            + " limit "
            + (COUNT_LIMIT + 1)
            + ") counted";
    return tx.sql(text).with(where.parameters()).number();
  }

  private void continueAfter(Where where, List<SortKey> order, List<String> values) {
    int last = order.size();
    where.bind("after" + last, values.get(last));
    String condition = id + " > cast(:after" + last + " as bigint)";
    for (int i = last - 1; i >= 0; i--) {
      Sort sort = sorts.get(order.get(i).name());
      where.bind("after" + i, values.get(i));
      String value = "cast(:after" + i + " as " + sort.type() + ")";
      String beyond = sort.sql() + (order.get(i).descending() ? " < " : " > ") + value;
      condition = "(" + beyond + " or (" + sort.sql() + " = " + value + " and " + condition + "))";
    }
    where.and(condition);
  }
}
