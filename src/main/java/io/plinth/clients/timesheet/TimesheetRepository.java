package io.plinth.clients.timesheet;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.Listing;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.paging.PageTokens;
import io.plinth.platform.paging.Where;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Timesheet entries. */
@ApplicationScoped
public class TimesheetRepository {
  private static final Listing<TimesheetEntryView> WITH_MONEY =
      listing()
          .field("hourlyRate", "e.own_rate")
          .field("resolvedRate", "e.hourly_rate")
          .field("amount", "e.amount")
          .sort("amount", "e.amount", "numeric")
          .seenWith("revenue:read");
  private static final Listing<TimesheetEntryView> WITHOUT_MONEY = listing();
  private Transactions tx;
  private PageTokens tokens;

  protected TimesheetRepository() {}

  @Inject
  public TimesheetRepository(Transactions tx, PageTokens tokens) {
    this.tx = tx;
    this.tokens = tokens;
  }

  private static Listing<TimesheetEntryView> listing() {
    return Listing.of(TimesheetEntryView.class, "timesheet_entries e", "e.id", "-date")
        .join("client", "join clients c on c.id = e.client_id")
        .join("service", "left join services s on s.id = e.service_id")
        .join("user", "join users u on u.id = e.user_id")
        .field("id", "e.id")
        .field("version", "e.version")
        .field("clientId", "e.client_id")
        .field("clientName", "c.legal_name", "client")
        .field("serviceId", "e.service_id")
        .field("serviceType", "s.service_type", "service")
        .field("userId", "e.user_id")
        .field("userName", "u.display_name", "user")
        .field("date", "e.date")
        .field("startTime", "e.start_time")
        .field("endTime", "e.end_time")
        .field("duration", "e.duration")
        .field("hours", "round(e.duration / 3600.0, 4)")
        .field("projectTask", "e.project_task")
        .field("description", "e.description")
        .field("tags", "e.tags")
        .field("billable", "e.billable")
        .field("currency", "e.currency")
        .field("status", "e.status")
        .field("sourceSystem", "e.source_system")
        .field("sourceId", "e.source_id")
        .field("importId", "e.import_id")
        .field("createdAt", "e.created_at")
        .sort("date", "e.date", "date")
        .sort("startTime", "coalesce(e.start_time, '00:00')", "time")
        .sort("duration", "e.duration", "int")
        .sort("client", "lower(c.legal_name)", "text", "client")
        .sort("user", "lower(u.display_name)", "text", "user")
        .sort("createdAt", "e.created_at", "timestamptz");
  }

  static Listing<TimesheetEntryView> listing(boolean money) {
    return money ? WITH_MONEY : WITHOUT_MONEY;
  }

  /** {@code onlyOf}: whose entries are visible; null: everybody's. */
  Page<TimesheetEntryView> list(
      TimesheetFilter filter, Long onlyOf, PageRequest page, boolean money) {
    return listing(money).page(tx, tokens, where(filter, onlyOf), page);
  }

  List<TimesheetEntryView> listFirst(
      TimesheetFilter filter, Long onlyOf, PageRequest page, boolean money) {
    return listing(money).first(tx, where(filter, onlyOf), page);
  }

  void forEach(
      TimesheetFilter filter,
      Long onlyOf,
      PageRequest page,
      boolean money,
      Consumer<TimesheetEntryView> consumer) {
    listing(money).forEach(tx, where(filter, onlyOf), page, consumer);
  }

  private static Where where(TimesheetFilter filter, Long onlyOf) {
    return new Where()
        .and("e.id = any(:ids)", "ids", filter.id())
        .and("e.date >= :from", "from", filter.from())
        .and("e.date < :to", "to", filter.to())
        .and("e.client_id = :client", "client", filter.clientId())
        .and("e.service_id = :service", "service", filter.serviceId())
        .and("e.user_id = :user", "user", filter.userId())
        .and("e.user_id = :own", "own", onlyOf)
        .and("e.billable = :billable", "billable", filter.billable())
        .and("e.status = any(:status)", "status", filter.status())
        .and(
            "(e.description ilike '%' || :search || '%'"
                + " or e.project_task ilike '%' || :search || '%')",
            "search", Where.literal(filter.search()))
        .and("e.import_id = :import", "import", filter.importId());
  }

  Optional<TimesheetEntryView> findView(long id, Long onlyOf, boolean money) {
    TimesheetFilter filter =
        new TimesheetFilter(List.of(id), null, null, null, null, null, null, List.of(), null, null);
    return list(filter, onlyOf, PageRequest.first(1), money).items().stream().findFirst();
  }

  TimesheetEntry get(long id, Long onlyOf) {
    TimesheetEntry entry = tx.em().find(TimesheetEntry.class, id);
    if (entry == null || (onlyOf != null && entry.userId() != onlyOf)) {
      throw ProblemException.notFound("timesheet entry", id);
    }
    return entry;
  }

  TimesheetEntry save(TimesheetEntry entry) {
    tx.em().persist(entry);
    tx.em().flush();
    return entry;
  }

  void flush() {
    tx.em().flush();
  }

  void delete(TimesheetEntry entry) {
    tx.em().remove(entry);
  }

  /** Client, service and person of an entry as far as they exist, with the rate that they give. */
  record Around(Long clientId, String currency, Long serviceId, Long userId, BigDecimal rate) {}

  /** Their rates stay as they are until commit: whoever changes one finds the entry afterwards. */
  Around getAround(long clientId, Long serviceId, long userId) {
    return tx.sql(
"""
with c as (select * from clients where id = :client for share),
     s as (select * from services where id = :service and client_id = :client for share),
     u as (select * from users where id = :user for share)
select c.id as client_id, c.currency, s.id as service_id, u.id as user_id,
       coalesce(s.hourly_rate, u.hourly_rate, c.default_hourly_rate) as rate
from (select 1) one left join c on true left join s on true left join u on true
""")
        .with("client", clientId)
        .with("service", serviceId)
        .with("user", userId)
        .find(Around.class)
        .orElseThrow();
  }

  /** Whether the week of {@code date} (Monday to Sunday) holds approved entries of that person. */
  boolean isLocked(long userId, LocalDate date) {
    LocalDate monday = date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    return tx.sql(
                """
                select count(*) from (
                  select 1 from timesheet_entries
                  where user_id = :user and date >= :monday and date < :past
                    and status in ('APPROVED', 'INVOICED') limit 1) one
                """)
            .with("user", userId)
            .with("monday", monday)
            .with("past", monday.plusWeeks(1))
            .number()
        > 0;
  }

  /**
   * Resolves the rates of entries that are not approved yet, after a rate of the given service,
   * person or client (the others are null) has changed, or the currency of the client: typed
   * entries follow it. Imported ones stay in the currency they came in; those in another than the
   * client's keep their rate too, for there is none in theirs. The version of what changes moves
   * on, so that whoever edits it meanwhile is told.
   */
  void resolveRates(Long clientId, Long serviceId, Long userId) {
    String column = clientId != null ? "client_id" : serviceId != null ? "service_id" : "user_id";
    tx.sql(
            """
            update timesheet_entries e
            set hourly_rate = coalesce(e.own_rate, s.hourly_rate, u.hourly_rate,
                                       c.default_hourly_rate),
                currency = c.currency, version = e.version + 1
            from timesheet_entries x
            join clients c on c.id = x.client_id
            join users u on u.id = x.user_id
            left join services s on s.id = x.service_id
            where x.id = e.id and e.%s = :id and e.status in ('DRAFT', 'SUBMITTED', 'REJECTED')
              and (e.import_id is null or e.currency = c.currency)
              and (e.hourly_rate is distinct from
                     coalesce(e.own_rate, s.hourly_rate, u.hourly_rate, c.default_hourly_rate)
                   or e.currency <> c.currency)
            """
                .formatted(column))
        .with("id", clientId != null ? clientId : serviceId != null ? serviceId : userId)
        .update();
  }
}
