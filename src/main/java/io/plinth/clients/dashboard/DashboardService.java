package io.plinth.clients.dashboard;

import io.plinth.clients.client.ClientStatus;
import io.plinth.clients.dashboard.DashboardView.Clients;
import io.plinth.clients.dashboard.DashboardView.Closed;
import io.plinth.clients.dashboard.DashboardView.Hours;
import io.plinth.clients.dashboard.DashboardView.Month;
import io.plinth.clients.dashboard.DashboardView.Revenue;
import io.plinth.clients.revenue.RevenueFilter;
import io.plinth.clients.revenue.RevenueKey;
import io.plinth.clients.revenue.RevenueService;
import io.plinth.clients.timesheet.Summary;
import io.plinth.clients.timesheet.SummaryKey;
import io.plinth.clients.timesheet.SummaryService;
import io.plinth.platform.cache.Cached;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.security.Access;
import io.plinth.platform.settings.Firm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The morning screen. Each panel is computed by itself, so that the page can ask for them one by
 * one and in parallel; all of them together are ten statements.
 */
@ApplicationScoped
@Transactional(readOnly = true)
public class DashboardService {
  private DashboardRepository repository;
  private RevenueService revenue;
  private SummaryService summaries;
  private Access access;
  private Firm firm;

  protected DashboardService() {}

  @Inject
  public DashboardService(
      DashboardRepository repository,
      RevenueService revenue,
      SummaryService summaries,
      Access access,
      Firm firm) {
    this.repository = repository;
    this.revenue = revenue;
    this.summaries = summaries;
    this.access = access;
    this.firm = firm;
  }

  /** Everything at once. */
  @Cached(
      region = "dashboard",
      tables = {"clients", "client_stage_changes", "services", "timesheet_entries"},
      sharedBy = "timesheets:all")
  public DashboardView all(DashboardFilter given) {
    return compute(given, DashboardPanel.NAMES);
  }

  /** What one panel shows; the rest is null. */
  @Cached(
      region = "dashboard",
      tables = {"clients", "client_stage_changes", "services", "timesheet_entries"},
      sharedBy = "timesheets:all")
  public DashboardView panel(String name, DashboardFilter given) {
    return compute(given, List.of(name));
  }

  public DashboardFilter complete(DashboardFilter given) {
    return given.complete(firm.today(), firm.currency());
  }

  /** Whether the principal sees amounts. */
  public boolean showsMoney() {
    return access.can("revenue:read");
  }

  /** The choices of the filters, owners before currencies. */
  @Cached(
      region = "choices",
      tables = {"clients", "users"},
      sharedBy = "dashboard:read")
  public List<Choice> listChoices() {
    access.require("dashboard:read");
    return repository.listChoices();
  }

  private DashboardView compute(DashboardFilter given, List<String> panels) {
    access.require("dashboard:read");
    DashboardFilter filter = complete(given);
    boolean money = showsMoney();
    boolean pipeline = panels.contains("pipeline");
    Map<String, Closed> closed =
        pipeline ? repository.countClosed(filter, firm.today(), firm.zone(), money) : Map.of();
    Closed none = new Closed(0, DashboardRepository.zero(money));
    return new DashboardView(
        new DashboardView.Period(filter.from(), filter.to()),
        panels.contains("figures") && money ? revenue(filter) : null,
        panels.contains("statuses") ? clients(filter) : null,
        pipeline ? repository.listStages(filter, firm.today(), money) : null,
        pipeline ? closed.getOrDefault("WON", none) : null,
        pipeline ? closed.getOrDefault("LOST", none) : null,
        panels.contains("figures") ? hours(filter) : null,
        panels.contains("months") ? months(filter, money) : null,
        panels.contains("top-clients") ? repository.listTop(filter, hoursOf(), money) : null,
        panels.contains("follow-ups") ? repository.countFollowUps(filter, firm.today()) : null,
        Instant.now());
  }

  private Long hoursOf() {
    return access.can("timesheets:all") ? null : access.userId();
  }

  private Revenue revenue(DashboardFilter filter) {
    RevenueService.Headline headline = revenue.headline(filter.revenue());
    return new Revenue(
        headline.annualRecurring(),
        headline.monthlyRecurring(),
        headline.amounts().oneTime(),
        headline.amounts().time(),
        headline.amounts().total(),
        headline.previousTotal(),
        headline.currency(),
        headline.otherCurrencies());
  }

  private Clients clients(DashboardFilter filter) {
    Map<String, Long> found = repository.countByStatus(filter);
    Map<String, Long> byStatus = new LinkedHashMap<>();
    for (ClientStatus status : ClientStatus.values()) {
      byStatus.put(status.name(), found.getOrDefault(status.name(), 0L));
    }
    return new Clients(byStatus.values().stream().mapToLong(n -> n).sum(), byStatus);
  }

  private Hours hours(DashboardFilter filter) {
    Summary.Totals totals = summaries.summarise(filter.hours()).totals();
    BigDecimal utilisation =
        totals.hours().signum() == 0
            ? BigDecimal.ZERO
            : totals.billableHours().divide(totals.hours(), 4, RoundingMode.HALF_UP);
    return new Hours(
        totals.hours(), totals.billableHours(), totals.nonBillableHours(), utilisation);
  }

  /** Every month of the period, those without hours and revenue too. */
  private List<Month> months(DashboardFilter filter, boolean money) {
    Map<YearMonth, Summary.Group> hours = new HashMap<>();
    summaries
        .summarise(filter.hours(SummaryKey.MONTH))
        .items()
        .forEach(g -> hours.put(g.month(), g));
    Map<YearMonth, BigDecimal> amounts = money ? revenueByMonth(filter) : Map.of();
    List<Month> months = new ArrayList<>();
    YearMonth last = YearMonth.from(filter.to().minusDays(1));
    for (YearMonth m = YearMonth.from(filter.from()); !m.isAfter(last); m = m.plusMonths(1)) {
      Summary.Group group = hours.get(m);
      months.add(
          new Month(
              m,
              group == null ? BigDecimal.ZERO : group.hours(),
              group == null ? BigDecimal.ZERO : group.billableHours(),
              money ? amounts.getOrDefault(m, BigDecimal.ZERO.setScale(2)) : null));
    }
    return months;
  }

  private Map<YearMonth, BigDecimal> revenueByMonth(DashboardFilter filter) {
    RevenueFilter f = filter.revenue();
    Map<YearMonth, BigDecimal> amounts = new HashMap<>();
    revenue
        .report(
            new RevenueFilter(
                f.from(),
                f.to(),
                RevenueKey.MONTH,
                null,
                f.ownerId(),
                f.status(),
                f.entityType(),
                f.currency()))
        .items()
        .forEach(g -> amounts.put(g.month(), g.total()));
    return amounts;
  }
}
