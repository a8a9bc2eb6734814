package io.plinth.clients.revenue;

import io.plinth.platform.cache.Cached;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.security.Access;
import io.plinth.platform.settings.Firm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.TreeSet;

/** What clients bring in. */
@ApplicationScoped
@Transactional(readOnly = true)
public class RevenueService {
  private static final BigDecimal MONTHS_A_YEAR = BigDecimal.valueOf(12);
  private RevenueRepository repository;
  private Access access;
  private Firm firm;

  protected RevenueService() {}

  @Inject
  public RevenueService(RevenueRepository repository, Access access, Firm firm) {
    this.repository = repository;
    this.access = access;
    this.firm = firm;
  }

  @Cached(
      region = "summaries",
      tables = {"clients", "services", "timesheet_entries", "users"},
      sharedBy = "revenue:read")
  public RevenueReport report(RevenueFilter filter) {
    access.require("revenue:read");
    return repository.report(filter.complete(firm.today(), firm.currency()));
  }

  /**
   * The headline of a period.
   *
   * @param previousTotal of the period as long before
   */
  public record Headline(
      BigDecimal annualRecurring,
      BigDecimal monthlyRecurring,
      RevenueReport.Amounts amounts,
      BigDecimal previousTotal,
      String currency,
      List<String> otherCurrencies) {}

  /** Two statements: revenue of both periods, and what recurs as of min(to, today). */
  public Headline headline(RevenueFilter given) {
    access.require("revenue:read");
    RevenueFilter filter = given.complete(firm.today(), firm.currency());
    LocalDate today = firm.today();
    LocalDate asOf = filter.to().isBefore(today) ? filter.to() : today;
    LocalDate previous = previousFrom(filter.from(), filter.to());
    RevenueRepository.Totals totals = repository.totals(filter, previous);
    BigDecimal annual = BigDecimal.ZERO.setScale(2);
    TreeSet<String> others = new TreeSet<>(totals.otherCurrencies());
    for (RevenueRepository.Annual each : repository.annual(filter, asOf, today)) {
      if (each.currency().equals(filter.currency())) {
        annual = each.amount().setScale(2, RoundingMode.HALF_UP);
      } else {
        others.add(each.currency());
      }
    }
    return new Headline(
        annual,
        annual.divide(MONTHS_A_YEAR, 2, RoundingMode.HALF_UP),
        totals.period(),
        totals.previous().total(),
        filter.currency(),
        List.copyOf(others));
  }

  /** As many whole months before where the period is made of such, else as many days. */
  static LocalDate previousFrom(LocalDate from, LocalDate to) {
    Period length = Period.between(from, to);
    boolean months = from.getDayOfMonth() == 1 && to.getDayOfMonth() == 1;
    return months
        ? from.minusMonths(length.toTotalMonths())
        : from.minusDays(to.toEpochDay() - from.toEpochDay());
  }
}
