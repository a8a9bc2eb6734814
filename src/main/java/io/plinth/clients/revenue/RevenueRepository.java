package io.plinth.clients.revenue;

import io.plinth.clients.timesheet.Summary;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.paging.Where;
import io.plinth.platform.persistence.Sql;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Revenue by {@link RevenueSql}, one statement a question. */
@ApplicationScoped
public class RevenueRepository {
  private static final String SUMS =
      """
      coalesce(sum(l.recurring), 0) as recurring, coalesce(sum(l.one_time), 0) as one_time,
      coalesce(sum(l.worked), 0) as worked\
      """;
  private static final int MOST_GROUPS = 20_000;
  private Transactions tx;

  protected RevenueRepository() {}

  @Inject
  public RevenueRepository(Transactions tx) {
    this.tx = tx;
  }

  /** The groups of the report, with totals and the other currencies. */
  RevenueReport report(RevenueFilter filter) {
    List<RevenueReport.Group> groups = new ArrayList<>();
    TreeSet<String> others = new TreeSet<>();
    RevenueReport.Amounts[] totals = {RevenueReport.Amounts.NONE};
    one(reportStatement(filter), filter)
        .list(
            row -> {
              String currency = row.getString("currency");
              if (!currency.equals(filter.currency())) {
                others.add(currency);
              } else if (row.getBoolean("is_total")) {
                totals[0] = amounts(row);
              } else {
                refuseMoreThan(MOST_GROUPS, groups.size());
                groups.add(group(row, filter.groupBy()));
              }
              return null;
            });
    return new RevenueReport(
        filter.from(), filter.to(), groups, totals[0], filter.currency(), List.copyOf(others));
  }

  private static void refuseMoreThan(int most, int so) {
    if (so == most) {
      throw new ProblemException(
          ProblemType.UNPROCESSABLE,
          "More than " + most + " groups. Narrow the filter, or group by less.");
    }
  }

  /**
   * What two periods brought in.
   *
   * @param previous of the period as long before
   * @param otherCurrencies that something came in with in the period itself
   */
  record Totals(
      RevenueReport.Amounts period, RevenueReport.Amounts previous, Set<String> otherCurrencies) {}

  /** Revenue of the period, and of the one as long before it. */
  Totals totals(RevenueFilter filter, LocalDate previousFrom) {
    RevenueReport.Amounts[] found = {RevenueReport.Amounts.NONE, RevenueReport.Amounts.NONE};
    Set<String> others = new TreeSet<>();
    String statement =
        """
        with periods (period, first, past) as (
               values (0, cast(:from as date), cast(:to as date)),
                      (1, cast(:previous as date), cast(:from as date))),
             lines as (%s)
        select l.period, cast(l.currency as text) as currency, %s
        from lines l join clients c on c.id = l.client_id
        where l.recurring + l.one_time + l.worked <> 0%s
        group by l.period, l.currency
        """
            .formatted(RevenueSql.lines(false, false), SUMS, and(filter));
    one(statement, filter)
        .with("previous", previousFrom)
        .list(
            row -> {
              int period = row.getInt("period");
              String currency = row.getString("currency");
              if (currency.equals(filter.currency())) {
                found[period] = amounts(row);
              } else if (period == 0) {
                others.add(currency);
              }
              return null;
            });
    return new Totals(found[0], found[1], others);
  }

  /** Annual recurring revenue by currency. */
  List<Annual> annual(RevenueFilter filter, LocalDate asOf, LocalDate today) {
    String statement =
        """
        select cast(c.currency as text) as currency, sum(a.annual) as amount
        from (%s) a join clients c on c.id = a.client_id
        where true%s
        group by c.currency
        """
            .formatted(RevenueSql.ANNUAL, and(filter));
    return tx.sql(statement)
        .with(where(filter).parameters())
        .with("asOf", asOf)
        .with("today", today)
        .list(Annual.class);
  }

  /** Annual recurring revenue in one currency. */
  public record Annual(String currency, BigDecimal amount) {}

  private Sql one(String statement, RevenueFilter filter) {
    return tx.sql(statement)
        .with(where(filter).parameters())
        .with("from", filter.from())
        .with("to", filter.to())
        .with("currency", filter.currency());
  }

  private static String reportStatement(RevenueFilter filter) {
    String lines =
        RevenueSql.lines(
            filter.groupBy() == RevenueKey.SERVICE, filter.groupBy() == RevenueKey.MONTH);
    String key =
        switch (filter.groupBy()) {
          case CLIENT -> "l.client_id";
          case MONTH -> "l.month";
          case SERVICE -> "l.service_id";
          case OWNER -> "c.owner_id";
        };
    String name =
        switch (filter.groupBy()) {
          case CLIENT -> "left join clients n on n.id = g.key";
          case SERVICE -> "left join services n on n.id = g.key";
          case OWNER -> "left join users n on n.id = g.key";
          case MONTH -> "";
        };
    String label =
        switch (filter.groupBy()) {
          case CLIENT -> "n.legal_name";
          case SERVICE -> "n.service_type";
          case OWNER -> "n.display_name";
          case MONTH -> "cast(null as text)";
        };
    String order =
        filter.groupBy() == RevenueKey.MONTH
            ? "g.key"
            : "g.recurring + g.one_time + g.worked desc, g.key";
    return
"""
with periods (period, first, past) as (select 0, cast(:from as date), cast(:to as date)),
     lines as (%s)
select g.*, %s as name from (
  select %s as key, cast(l.currency as text) as currency, grouping(%s) = 1 as is_total, %s
  from lines l join clients c on c.id = l.client_id
  where l.recurring + l.one_time + l.worked <> 0%s
  group by grouping sets ((l.currency, %s), (l.currency))) g
%s
order by %s
"""
        .formatted(lines, label, key, key, SUMS, and(filter), key, name, order);
  }

  private static RevenueReport.Group group(ResultSet row, RevenueKey key) throws SQLException {
    long id = key == RevenueKey.MONTH ? 0 : row.getLong("key");
    boolean none = row.wasNull();
    String name = row.getString("name");
    RevenueReport.Amounts amounts = amounts(row);
    return new RevenueReport.Group(
        key == RevenueKey.CLIENT ? new Summary.ClientRef(id, name) : null,
        key == RevenueKey.MONTH ? YearMonth.from(row.getObject("key", LocalDate.class)) : null,
        key == RevenueKey.SERVICE && !none ? new Summary.ServiceRef(id, name) : null,
        key == RevenueKey.OWNER && !none ? new Summary.UserRef(id, name) : null,
        amounts.recurring(),
        amounts.oneTime(),
        amounts.time(),
        amounts.total());
  }

  private static RevenueReport.Amounts amounts(ResultSet row) throws SQLException {
    BigDecimal recurring = row.getBigDecimal("recurring").setScale(2);
    BigDecimal oneTime = row.getBigDecimal("one_time").setScale(2);
    BigDecimal time = row.getBigDecimal("worked").setScale(2);
    return new RevenueReport.Amounts(recurring, oneTime, time, recurring.add(oneTime).add(time));
  }

  private static String and(RevenueFilter filter) {
    String clause = where(filter).clause();
    return clause.isEmpty() ? "" : " and " + clause.substring(" where ".length());
  }

  private static Where where(RevenueFilter filter) {
    return new Where()
        .and("c.id = :client", "client", filter.clientId())
        .and("c.owner_id = :owner", "owner", filter.ownerId())
        .and("c.status = any(:status)", "status", filter.status())
        .and("c.entity_type = any(:entityType)", "entityType", filter.entityType());
  }
}
