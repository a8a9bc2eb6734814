package io.plinth.clients.dashboard;

import io.plinth.clients.dashboard.DashboardView.Month;
import io.plinth.clients.dashboard.DashboardView.Stage;
import io.plinth.clients.dashboard.DashboardView.TopClient;
import io.plinth.platform.http.CsvExport;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What each panel shows, as a file: the same numbers, unrounded. */
final class DashboardCsv {
  private DashboardCsv() {}

  private record Figure(String name, Object value, String unit) {}

  /** {@code money}: whether its reader may see amounts. */
  static CsvExport<?> of(String panel, DashboardView data, String currency, boolean money) {
    return switch (panel) {
      case "figures" -> figures(data);
      case "months" -> months(data.byMonth(), currency, money);
      case "follow-ups" -> followUps(data.followUps());
      case "statuses" -> statuses(data.clients().byStatus());
      case "pipeline" -> pipeline(data, currency, money);
      default -> topClients(data.topClients(), currency, money);
    };
  }

  private static CsvExport<?> figures(DashboardView data) {
    List<Figure> figures = new ArrayList<>();
    DashboardView.Revenue revenue = data.revenue();
    if (revenue != null) {
      String unit = revenue.currency();
      figures.add(new Figure("Annual recurring revenue", revenue.annualRecurring(), unit));
      figures.add(new Figure("Monthly recurring revenue", revenue.monthlyRecurring(), unit));
      figures.add(new Figure("Revenue", revenue.total(), unit));
      BigDecimal recurring = revenue.total().subtract(revenue.oneTime()).subtract(revenue.time());
      figures.add(new Figure("Revenue, recurring", recurring, unit));
      figures.add(new Figure("Revenue, one-time", revenue.oneTime(), unit));
      figures.add(new Figure("Revenue, time", revenue.time(), unit));
      figures.add(new Figure("Revenue, period before", revenue.previousTotal(), unit));
    }
    figures.add(new Figure("Hours", data.hours().total(), "h"));
    figures.add(new Figure("Billable hours", data.hours().billable(), "h"));
    figures.add(new Figure("Utilisation", data.hours().utilisation(), "share"));
    return CsvExport.of(figures)
        .column("figure", Figure::name)
        .column("value", Figure::value)
        .column("unit", Figure::unit);
  }

  private static CsvExport<?> months(List<Month> months, String currency, boolean money) {
    return CsvExport.of(months)
        .column("month", Month::month)
        .column("hours", Month::hours)
        .column("billableHours", Month::billableHours)
        .column(money, "revenue", Month::revenue)
        .column(money, "currency", m -> currency);
  }

  private static CsvExport<?> followUps(DashboardView.FollowUps due) {
    return CsvExport.of(
            List.of(
                Map.entry("overdue", due.overdue()),
                Map.entry("today", due.today()),
                Map.entry("later this week", due.thisWeek())))
        .column("due", Map.Entry::getKey)
        .column("prospects", Map.Entry::getValue);
  }

  private static CsvExport<?> statuses(Map<String, Long> byStatus) {
    return CsvExport.of(byStatus.entrySet())
        .column("status", Map.Entry::getKey)
        .column("clients", Map.Entry::getValue);
  }

  private static CsvExport<?> pipeline(DashboardView data, String currency, boolean money) {
    List<Stage> stages = new ArrayList<>(data.pipeline());
    stages.add(new Stage("WON", data.won().count(), data.won().value()));
    stages.add(new Stage("LOST", data.lost().count(), data.lost().value()));
    return CsvExport.of(stages)
        .column("stage", Stage::stage)
        .column("prospects", Stage::count)
        .column(money, "value", Stage::value)
        .column(money, "currency", s -> currency);
  }

  private static CsvExport<?> topClients(List<TopClient> top, String currency, boolean money) {
    return CsvExport.of(top)
        .column("id", TopClient::id)
        .column("client", TopClient::legalName)
        .column(money, "revenue", c -> zeroIfNull(c.revenue()))
        .column(money, "currency", c -> currency)
        .column("hours", TopClient::hours);
  }

  private static BigDecimal zeroIfNull(BigDecimal amount) {
    return amount == null ? BigDecimal.ZERO : amount;
  }
}
