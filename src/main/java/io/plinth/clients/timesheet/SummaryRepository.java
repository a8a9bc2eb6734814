package io.plinth.clients.timesheet;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.paging.Where;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Hours and amounts by any grouping, with their totals, in one statement: the index on date carries
 * everything summed, names are joined to the groups and not to the entries.
 */
@ApplicationScoped
public class SummaryRepository {
  private static final int MOST_GROUPS = 20_000;
  private static final BigDecimal SECONDS_AN_HOUR = BigDecimal.valueOf(3600);
  private static final Map<SummaryKey, String> COLUMNS = new EnumMap<>(SummaryKey.class);

  static {
    COLUMNS.put(SummaryKey.CLIENT, "e.client_id");
    COLUMNS.put(SummaryKey.SERVICE, "e.service_id");
    COLUMNS.put(SummaryKey.USER, "e.user_id");
    COLUMNS.put(SummaryKey.TASK, "e.project_task");
    COLUMNS.put(SummaryKey.DAY, "e.date");
    COLUMNS.put(SummaryKey.WEEK, "to_char(e.date, 'IYYY-\"W\"IW')");
    COLUMNS.put(SummaryKey.MONTH, "to_char(e.date, 'YYYY-MM')");
    COLUMNS.put(SummaryKey.BILLABLE, "e.billable");
  }

  private Transactions tx;

  protected SummaryRepository() {}

  @Inject
  public SummaryRepository(Transactions tx) {
    this.tx = tx;
  }

  /**
   * @param onlyOf whose entries; null: everybody's
   * @param money whether amounts are shown
   */
  Summary summarise(SummaryFilter filter, Long onlyOf, String currency, boolean money) {
    List<Summary.Group> groups = new ArrayList<>();
    Collected totals = new Collected();
    Set<SummaryKey> keys = new TreeSet<>(filter.groupBy());
    tx.sql(statement(filter, onlyOf, keys))
        .with(where(filter, onlyOf).parameters())
        .with("currency", currency)
        .list(
            row -> {
              if (row.getBoolean("is_total")) {
                totals.take(row, money);
              } else {
                groups.add(group(row, keys, money));
              }
              return null;
            });
    if (groups.size() > MOST_GROUPS) {
      throw new ProblemException(
          ProblemType.UNPROCESSABLE,
          "More than " + MOST_GROUPS + " groups. Narrow the period, or group by less.");
    }
    return new Summary(
        groups, totals.totals, money ? currency : null, money ? totals.others : null);
  }

  /** The row over all, beside the groups. */
  private static final class Collected {
    private Summary.Totals totals;
    private List<String> others = List.of();

    void take(ResultSet row, boolean money) throws SQLException {
      totals =
          new Summary.Totals(
              hours(row, "seconds"),
              hours(row, "billable_seconds"),
              hours(row, "other_seconds"),
              money ? row.getBigDecimal("amount").setScale(2) : null,
              row.getLong("entries"));
      java.sql.Array currencies = row.getArray("other_currencies");
      others = currencies == null ? List.of() : List.of((String[]) currencies.getArray());
    }
  }

  private static Summary.Group group(ResultSet row, Set<SummaryKey> keys, boolean money)
      throws SQLException {
    Long service = keys.contains(SummaryKey.SERVICE) ? number(row, "k_service") : null;
    return new Summary.Group(
        keys.contains(SummaryKey.CLIENT)
            ? new Summary.ClientRef(row.getLong("k_client"), row.getString("client_name"))
            : null,
        service == null ? null : new Summary.ServiceRef(service, row.getString("service_name")),
        keys.contains(SummaryKey.USER)
            ? new Summary.UserRef(row.getLong("k_user"), row.getString("user_name"))
            : null,
        keys.contains(SummaryKey.TASK) ? row.getString("k_task") : null,
        keys.contains(SummaryKey.DAY) ? row.getObject("k_day", LocalDate.class) : null,
        keys.contains(SummaryKey.WEEK) ? row.getString("k_week") : null,
        keys.contains(SummaryKey.MONTH) ? YearMonth.parse(row.getString("k_month")) : null,
        keys.contains(SummaryKey.BILLABLE) ? (Boolean) row.getBoolean("k_billable") : null,
        hours(row, "seconds"),
        hours(row, "billable_seconds"),
        hours(row, "other_seconds"),
        money ? row.getBigDecimal("amount").setScale(2) : null,
        row.getLong("entries"));
  }

  private static Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : (Long) value;
  }

  private static BigDecimal hours(ResultSet row, String column) throws SQLException {
    BigDecimal hours =
        BigDecimal.valueOf(row.getLong(column)).divide(SECONDS_AN_HOUR, 4, RoundingMode.HALF_UP);
    BigDecimal stripped = hours.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /**
   * Sums by key and currency first, which the database can do by hashing, and then over those few
   * rows by key and over all.
   */
  private static String statement(SummaryFilter filter, Long onlyOf, Set<SummaryKey> keys) {
    Parts parts = new Parts(keys);
    boolean byClient =
        filter.ownerId() != null || !filter.status().isEmpty() || !filter.entityType().isEmpty();
    return """
        select g.*%s from (
          select %s%s as is_total, coalesce(sum(d.seconds), 0) as seconds,
                 coalesce(sum(d.billable_seconds), 0) as billable_seconds,
                 coalesce(sum(d.seconds - d.billable_seconds), 0) as other_seconds,
                 coalesce(sum(d.amount) filter (where d.currency = :currency), 0) as amount,
                 array_agg(distinct d.currency)
                   filter (where d.currency <> :currency and d.amount > 0) as other_currencies,
                 coalesce(sum(d.entries), 0) as entries
          from (
            select %scast(e.currency as text) as currency, sum(e.duration) as seconds,
                   coalesce(sum(e.duration) filter (where e.billable), 0) as billable_seconds,
                   sum(e.amount) as amount, count(*) as entries
            from timesheet_entries e%s%s
            group by %se.currency) d
          group by grouping sets (%s)
          limit %d) g%s%s
        """
        .formatted(
            parts.names,
            parts.labels("d."),
            parts.isTotal(),
            parts.columns,
            byClient ? " join clients c on c.id = e.client_id" : "",
            where(filter, onlyOf).clause(),
            parts.expressions,
            parts.sets(),
            MOST_GROUPS + 2,
            parts.joins,
            parts.order.isEmpty() ? "" : " order by " + String.join(", ", parts.order));
  }

  /** The pieces of the statement that depend on the keys. */
  private static final class Parts {
    private final List<String> labels = new ArrayList<>();
    private final List<String> order = new ArrayList<>();
    private final StringBuilder columns = new StringBuilder();
    private final StringBuilder expressions = new StringBuilder();
    private final StringBuilder names = new StringBuilder();
    private final StringBuilder joins = new StringBuilder();

    Parts(Set<SummaryKey> keys) {
      for (SummaryKey key : keys) {
        String label = "k_" + key.name().toLowerCase(Locale.ROOT);
        labels.add(label);
        columns.append(COLUMNS.get(key)).append(" as ").append(label).append(", ");
        expressions.append(COLUMNS.get(key)).append(", ");
        switch (key) {
          case CLIENT -> name("clients", "legal_name", "client");
          case SERVICE -> name("services", "service_type", "service");
          case USER -> name("users", "display_name", "user");
          default -> order.add("g." + label);
        }
      }
    }

    private void name(String table, String column, String what) {
      names.append(", n_%s.%s as %s_name".formatted(what, column, what));
      joins.append(" left join %s n_%s on n_%s.id = g.k_%s".formatted(table, what, what, what));
      order.add("lower(n_%s.%s) nulls first, g.k_%s".formatted(what, column, what));
    }

    String labels(String prefix) {
      StringBuilder text = new StringBuilder();
      labels.forEach(label -> text.append(prefix).append(label).append(", "));
      return text.toString();
    }

    String isTotal() {
      return labels.isEmpty() ? "true" : "grouping(d." + labels.get(0) + ") = 1";
    }

    String sets() {
      return labels.isEmpty() ? "()" : "(d." + String.join(", d.", labels) + "), ()";
    }
  }

  private static Where where(SummaryFilter filter, Long onlyOf) {
    return new Where()
        .and("e.date >= :from", "from", filter.from())
        .and("e.date < :to", "to", filter.to())
        .and("e.client_id = :client", "client", filter.clientId())
        .and("e.service_id = :service", "service", filter.serviceId())
        .and("e.user_id = :user", "user", filter.userId())
        .and("e.user_id = :own", "own", onlyOf)
        .and("e.billable = :billable", "billable", filter.billable())
        .and("c.owner_id = :owner", "owner", filter.ownerId())
        .and("c.status = any(:status)", "status", filter.status())
        .and("c.entity_type = any(:entityType)", "entityType", filter.entityType());
  }
}
