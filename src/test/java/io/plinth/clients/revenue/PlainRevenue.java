package io.plinth.clients.revenue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Revenue computed the slow way, from the words of the design and a day at a time, to hold what the
 * database computes against: on each day that it runs, a service earns the day's share of the
 * month's share of its fee.
 */
final class PlainRevenue {
  private static final MathContext EXACT = new MathContext(60);
  private static final int BEYOND_DOUBT = 20;

  private PlainRevenue() {}

  /** A client as far as revenue goes. */
  record PlainClient(long id, Long owner, String currency, String status, String entityType) {}

  /** A service as far as revenue goes; {@code end} is its last day. */
  record PlainService(
      long id,
      PlainClient client,
      String frequency,
      BigDecimal fee,
      LocalDate start,
      LocalDate end,
      boolean active) {

    boolean recurs() {
      return fee != null && !frequency.equals("ONE_TIME") && !frequency.equals("HOURLY");
    }

    private int monthsOfFee() {
      return frequency.equals("MONTHLY") ? 1 : frequency.equals("QUARTERLY") ? 3 : 12;
    }

    private boolean isWithin(LocalDate day) {
      return (start == null || !day.isBefore(start)) && (end == null || !day.isAfter(end));
    }

    /** Switched off without a last day, nobody can say until when it ran: it has not. */
    private boolean ran(LocalDate day) {
      return isWithin(day) && (active || end != null);
    }

    /** What it brings in a year, as things stand on a day. */
    BigDecimal annual(LocalDate day, LocalDate today) {
      boolean history = end != null && day.isBefore(today);
      return recurs() && isWithin(day) && (active || history)
          ? fee.multiply(BigDecimal.valueOf(12 / monthsOfFee()))
          : BigDecimal.ZERO;
    }

    private BigDecimal earned(LocalDate from, LocalDate to) {
      BigDecimal sum = BigDecimal.ZERO;
      for (LocalDate day = from; day.isBefore(to); day = day.plusDays(1)) {
        if (ran(day)) {
          long share = (long) monthsOfFee() * day.lengthOfMonth();
          sum = sum.add(fee.divide(BigDecimal.valueOf(share), EXACT));
        }
      }
      return cents(sum.setScale(BEYOND_DOUBT, RoundingMode.HALF_UP));
    }
  }

  /** An entry as far as revenue goes; {@code service} may be null. */
  record PlainEntry(
      PlainClient client,
      Long service,
      LocalDate date,
      int seconds,
      boolean billable,
      BigDecimal rate,
      String currency) {

    BigDecimal amount() {
      return !billable || rate == null
          ? BigDecimal.ZERO.setScale(2)
          : rate.multiply(BigDecimal.valueOf(seconds))
              .divide(BigDecimal.valueOf(3600), 2, RoundingMode.HALF_UP);
    }
  }

  /** What was earned in one month: money of one of the three kinds, the others being zero. */
  record Line(
      PlainClient client,
      Long service,
      YearMonth month,
      String currency,
      BigDecimal recurring,
      BigDecimal oneTime,
      BigDecimal time) {}

  /** Every line of a period. */
  static List<Line> lines(
      List<PlainService> services, List<PlainEntry> entries, LocalDate from, LocalDate to) {
    List<Line> lines = new ArrayList<>();
    for (PlainService service : services) {
      if (service.recurs()) {
        recurring(service, from, to, lines);
      } else if (service.frequency().equals("ONE_TIME")
          && service.fee() != null
          && service.start() != null
          && !service.start().isBefore(from)
          && service.start().isBefore(to)) {
        YearMonth month = YearMonth.from(service.start());
        lines.add(line(service, month, BigDecimal.ZERO, service.fee()));
      }
    }
    for (PlainEntry e : entries) {
      if (!e.date().isBefore(from) && e.date().isBefore(to)) {
        YearMonth month = YearMonth.from(e.date());
        BigDecimal none = BigDecimal.ZERO;
        lines.add(new Line(e.client(), e.service(), month, e.currency(), none, none, e.amount()));
      }
    }
    return lines;
  }

  /** Months are rounded so that together they are what the whole is rounded to. */
  private static void recurring(
      PlainService service, LocalDate from, LocalDate to, List<Line> lines) {
    BigDecimal before = BigDecimal.ZERO;
    for (YearMonth month = YearMonth.from(from);
        month.atDay(1).isBefore(to);
        month = month.plusMonths(1)) {
      LocalDate next = month.plusMonths(1).atDay(1);
      BigDecimal now = service.earned(from, next.isBefore(to) ? next : to);
      lines.add(line(service, month, now.subtract(before), BigDecimal.ZERO));
      before = now;
    }
  }

  private static Line line(
      PlainService service, YearMonth month, BigDecimal recurring, BigDecimal oneTime) {
    PlainClient client = service.client();
    return new Line(
        client, service.id(), month, client.currency(), recurring, oneTime, BigDecimal.ZERO);
  }

  /** Sums by a key; groups without any money are none. {@code ""} stands for no key. */
  static Map<String, RevenueReport.Amounts> sums(List<Line> lines, RevenueKey key) {
    Map<String, RevenueReport.Amounts> sums = new TreeMap<>();
    for (Line line : lines) {
      RevenueReport.Amounts amounts = amounts(line.recurring(), line.oneTime(), line.time());
      if (amounts.total().signum() != 0) {
        sums.merge(name(line, key), amounts, PlainRevenue::plus);
      }
    }
    return sums;
  }

  private static String name(Line line, RevenueKey key) {
    Object name =
        switch (key) {
          case CLIENT -> line.client().id();
          case MONTH -> line.month();
          case SERVICE -> line.service();
          case OWNER -> line.client().owner();
        };
    return name == null ? "" : name.toString();
  }

  static RevenueReport.Amounts total(List<Line> lines) {
    return lines.stream()
        .map(l -> amounts(l.recurring(), l.oneTime(), l.time()))
        .reduce(RevenueReport.Amounts.NONE, PlainRevenue::plus);
  }

  static RevenueReport.Amounts plus(RevenueReport.Amounts a, RevenueReport.Amounts b) {
    return amounts(
        a.recurring().add(b.recurring()), a.oneTime().add(b.oneTime()), a.time().add(b.time()));
  }

  static RevenueReport.Amounts amounts(BigDecimal recurring, BigDecimal oneTime, BigDecimal time) {
    return new RevenueReport.Amounts(
        cents(recurring), cents(oneTime), cents(time), cents(recurring.add(oneTime).add(time)));
  }

  private static BigDecimal cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }
}
