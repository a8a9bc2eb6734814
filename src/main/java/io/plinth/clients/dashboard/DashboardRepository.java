package io.plinth.clients.dashboard;

import io.plinth.clients.dashboard.DashboardView.Closed;
import io.plinth.clients.dashboard.DashboardView.FollowUps;
import io.plinth.clients.dashboard.DashboardView.Stage;
import io.plinth.clients.dashboard.DashboardView.TopClient;
import io.plinth.clients.revenue.RevenueSql;
import io.plinth.platform.paging.Where;
import io.plinth.platform.persistence.Sql;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the dashboard asks that no other list or report does: one statement each. */
@ApplicationScoped
public class DashboardRepository {
  private static final int TOP = 10;
  private Transactions tx;

  protected DashboardRepository() {}

  @Inject
  public DashboardRepository(Transactions tx) {
    this.tx = tx;
  }

  Map<String, Long> countByStatus(DashboardFilter filter) {
    Map<String, Long> counts = new LinkedHashMap<>();
    sql("select c.status, count(*) from clients c where true%s group by c.status", filter)
        .list(row -> counts.put(row.getString(1), row.getLong(2)));
    return counts;
  }

  /** Open prospects by stage, and their {@link RevenueSql#VALUE value} in the filter's currency. */
  List<Stage> listStages(DashboardFilter filter, LocalDate today, boolean money) {
    return sql(
            """
            with worth as (@value)
            select k.stage, count(c.id) as count,
                   case when :money then coalesce(sum(w.value)
                     filter (where c.currency = :currency), 0) end as value
            from unnest(array['NEW', 'CONTACTED', 'PROPOSAL', 'NEGOTIATION'])
                   with ordinality k(stage, position)
            left join clients c on c.stage = k.stage and c.status = 'PROSPECT'%s
            left join worth w on w.client_id = c.id
            group by k.stage, k.position order by k.position
            """
                .replace("@value", RevenueSql.VALUE),
            filter)
        .with("today", today)
        .with("money", money)
        .list(Stage.class);
  }

  /**
   * Who was won, and who lost, in the period: by the last such change of each client in it, with
   * the value that a prospect has.
   */
  Map<String, Closed> countClosed(
      DashboardFilter filter, LocalDate today, ZoneId zone, boolean money) {
    Map<String, Closed> closed = new LinkedHashMap<>();
    sql(
            """
            with worth as (@value)
            select h.stage, count(*) as count,
                   case when :money then coalesce(sum(w.value)
                     filter (where c.currency = :currency), 0) end as value
            from (select distinct on (client_id) client_id, stage from client_stage_changes
                  where stage in ('WON', 'LOST') and changed_at >= :first and changed_at < :past
                  order by client_id, changed_at desc, id desc) h
            join clients c on c.id = h.client_id%s
            left join worth w on w.client_id = c.id
            group by h.stage
            """
                .replace("@value", RevenueSql.VALUE),
            filter)
        .with("today", today)
        .with("first", filter.from().atStartOfDay(zone).toInstant())
        .with("past", filter.to().atStartOfDay(zone).toInstant())
        .with("money", money)
        .list(
            row ->
                closed.put(
                    row.getString("stage"),
                    new Closed(row.getLong("count"), row.getBigDecimal("value"))));
    return closed;
  }

  /** The clients that bring in most; those that take most hours where money is not shown. */
  List<TopClient> listTop(DashboardFilter filter, Long hoursOf, boolean money) {
    String revenue =
        money
            ? "left join (" + RevenueSql.BY_CLIENT + ") r on r.client_id = c.id"
            : "left join (select 0 as client_id, null::numeric as total) r on false";
    String text =
        """
        select c.id, c.legal_name, r.total as revenue,
               round(coalesce(h.seconds, 0) / 3600.0, 4) as hours
        from clients c
        %s
        left join (select e.client_id, sum(e.duration) as seconds from timesheet_entries e
                   where e.date >= :from and e.date < :to
                     and (cast(:hoursOf as bigint) is null or e.user_id = :hoursOf)
                   group by e.client_id) h on h.client_id = c.id
        where (r.total > 0 or h.seconds > 0)%s%s
        order by r.total desc nulls last, h.seconds desc nulls last, c.id limit %d
        """
            .formatted(revenue, money ? " and c.currency = :currency" : "", "%s", TOP);
    return sql(text, filter)
        .with("from", filter.from())
        .with("to", filter.to())
        .with("hoursOf", hoursOf)
        .list(TopClient.class);
  }

  /** Prospects to call: before today, today, and in the rest of this week (to Sunday). */
  FollowUps countFollowUps(DashboardFilter filter, LocalDate today) {
    return sql(
            """
            select count(*) filter (where c.next_follow_up_date < :today) as overdue,
                   count(*) filter (where c.next_follow_up_date = :today) as today,
                   count(*) filter (where c.next_follow_up_date > :today) as this_week
            from clients c
            where c.status = 'PROSPECT' and c.next_follow_up_date < :monday%s
            """,
            filter)
        .with("today", today)
        .with("monday", today.with(TemporalAdjusters.next(DayOfWeek.MONDAY)))
        .find(FollowUps.class)
        .orElseThrow();
  }

  /** Whom clients belong to and which currencies occur: the choices of the filters. */
  List<Choice> listChoices() {
    return tx.sql(
            """
            select 'owner' as kind, cast(u.id as text) as value, u.display_name as label
            from users u where exists (select from clients c where c.owner_id = u.id)
            union all
            select 'currency', x.currency, x.currency
            from (select distinct cast(currency as text) as currency from clients) x
            order by 1, 3, 2
            """)
        .list(Choice.class);
  }

  private Sql sql(String text, DashboardFilter filter) {
    Where where =
        new Where()
            .and("c.owner_id = :owner", "owner", filter.ownerId())
            .and("c.status = any(:status)", "status", filter.status())
            .and("c.entity_type = any(:entityType)", "entityType", filter.entityType());
    String clause = where.clause();
    String and = clause.isEmpty() ? "" : " and " + clause.substring(" where ".length());
    return tx.sql(text.replace("%s", and))
        .with(where.parameters())
        .with("currency", filter.currency());
  }

  static BigDecimal zero(boolean money) {
    return money ? BigDecimal.ZERO.setScale(2) : null;
  }
}
