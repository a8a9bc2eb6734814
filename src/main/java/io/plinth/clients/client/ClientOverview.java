package io.plinth.clients.client;

import io.plinth.clients.client.ClientScreen.EntryLine;
import io.plinth.clients.client.ClientScreen.Facts;
import io.plinth.clients.client.ClientScreen.Figures;
import io.plinth.clients.client.ClientScreen.ServiceLine;
import io.plinth.clients.dashboard.DashboardView.Month;
import io.plinth.clients.revenue.RevenueFilter;
import io.plinth.clients.revenue.RevenueKey;
import io.plinth.clients.revenue.RevenueService;
import io.plinth.clients.service.ServiceFilter;
import io.plinth.clients.service.ServiceService;
import io.plinth.clients.timesheet.Summary;
import io.plinth.clients.timesheet.SummaryFilter;
import io.plinth.clients.timesheet.SummaryKey;
import io.plinth.clients.timesheet.SummaryService;
import io.plinth.clients.timesheet.TimesheetFilter;
import io.plinth.clients.timesheet.TimesheetService;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.security.Access;
import io.plinth.platform.settings.Firm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything about one client, from the services that know it, in one transaction: eight
 * statements, five for who may not see money.
 */
@ApplicationScoped
@Transactional(readOnly = true)
public class ClientOverview {
  private static final int MONTHS = 12;
  private static final int ENTRIES = 20;
  private static final int MOST_SERVICES = 200;
  private static final String FACTS =
      "id,legalName,status,entityType,fiscalYearEnd,ownerName,stage,source,lostReason,"
          + "nextFollowUpDate,currency,createdAt";
  private static final String MONEY_FACTS = FACTS + ",estimatedValue,defaultHourlyRate";

  private ClientService clients;
  private ServiceService services;
  private RevenueService revenue;
  private SummaryService summaries;
  private TimesheetService timesheets;
  private Access access;
  private Firm firm;

  protected ClientOverview() {}

  @Inject
  public ClientOverview(
      ClientService clients,
      ServiceService services,
      RevenueService revenue,
      SummaryService summaries,
      TimesheetService timesheets,
      Access access,
      Firm firm) {
    this.clients = clients;
    this.services = services;
    this.revenue = revenue;
    this.summaries = summaries;
    this.timesheets = timesheets;
    this.access = access;
    this.firm = firm;
  }

  /** All that the client's page shows. */
  public ClientScreen screen(long id) {
    Facts facts = Facts.of(clients.get(id, money() ? MONEY_FACTS : FACTS));
    Map<YearMonth, Summary.Group> hours = hoursByMonth(id);
    return new ClientScreen(
        facts,
        figures(facts, hours),
        services(id),
        months(facts, hours),
        entries(id),
        clients.listStageChanges(id),
        firm.today(),
        Instant.now());
  }

  /** Hours and revenue by month, money in one currency. */
  public record Months(String currency, List<Month> items) {}

  /** The last twelve months, the present one included. */
  public Months months(long id) {
    Facts facts = Facts.of(clients.get(id, FACTS));
    return new Months(facts.currency(), months(facts, hoursByMonth(id)));
  }

  private List<Month> months(Facts client, Map<YearMonth, Summary.Group> hours) {
    Map<YearMonth, BigDecimal> amounts = money() ? revenueByMonth(client) : Map.of();
    return Stream.iterate(firstMonth(), m -> m.plusMonths(1))
        .limit(MONTHS)
        .map(
            month ->
                new Month(
                    month,
                    hours(hours.get(month), Summary.Group::hours),
                    hours(hours.get(month), Summary.Group::billableHours),
                    money() ? amounts.getOrDefault(month, BigDecimal.ZERO) : null))
        .toList();
  }

  private Map<YearMonth, BigDecimal> revenueByMonth(Facts client) {
    Map<YearMonth, BigDecimal> amounts = new HashMap<>();
    LocalDate first = firstMonth().atDay(1);
    revenue
        .report(revenue(client, first, first.plusMonths(MONTHS), RevenueKey.MONTH))
        .items()
        .forEach(group -> amounts.put(group.month(), group.total()));
    return amounts;
  }

  private static RevenueFilter revenue(Facts client, LocalDate from, LocalDate to, RevenueKey key) {
    return new RevenueFilter(
        from, to, key, client.id(), null, List.of(), List.of(), client.currency());
  }

  /** Of the last twelve months and the rest of this year. */
  private Map<YearMonth, Summary.Group> hoursByMonth(long id) {
    Map<YearMonth, Summary.Group> hours = new HashMap<>();
    LocalDate past = firm.today().withDayOfYear(1).plusYears(1);
    summaries
        .summarise(SummaryFilter.of(firstMonth().atDay(1), past, SummaryKey.MONTH).client(id))
        .items()
        .forEach(group -> hours.put(group.month(), group));
    return hours;
  }

  private Figures figures(Facts client, Map<YearMonth, Summary.Group> byMonth) {
    int year = firm.today().getYear();
    LocalDate first = LocalDate.of(year, 1, 1);
    RevenueService.Headline headline =
        money() ? revenue.headline(revenue(client, first, first.plusYears(1), null)) : null;
    List<Summary.Group> months =
        byMonth.values().stream().filter(group -> group.month().getYear() == year).toList();
    return new Figures(
        headline == null ? null : headline.annualRecurring(),
        headline == null ? null : headline.monthlyRecurring(),
        headline == null ? null : headline.amounts().total(),
        headline == null ? null : headline.previousTotal(),
        sum(months, Summary.Group::hours),
        sum(months, Summary.Group::billableHours),
        String.valueOf(year));
  }

  private List<ServiceLine> services(long id) {
    if (!access.can("services:read")) {
      return List.of();
    }
    PageRequest newestFirst = new PageRequest(MOST_SERVICES, null, "-startDate", null);
    return services.listFirst(ServiceFilter.client(id), newestFirst).stream()
        .map(ServiceLine::of)
        .toList();
  }

  private List<EntryLine> entries(long id) {
    PageRequest newestFirst = new PageRequest(ENTRIES, null, "-date,-startTime", null);
    return timesheets.listFirst(TimesheetFilter.client(id), newestFirst).stream()
        .map(EntryLine::of)
        .toList();
  }

  private YearMonth firstMonth() {
    return YearMonth.from(firm.today()).minusMonths(MONTHS - 1L);
  }

  private static BigDecimal hours(Summary.Group group, Function<Summary.Group, BigDecimal> hours) {
    return group == null ? BigDecimal.ZERO : hours.apply(group);
  }

  private static BigDecimal sum(
      List<Summary.Group> groups, Function<Summary.Group, BigDecimal> hours) {
    return groups.stream().map(hours).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private boolean money() {
    return access.can("revenue:read");
  }
}
