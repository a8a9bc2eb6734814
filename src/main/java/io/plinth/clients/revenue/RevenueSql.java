package io.plinth.clients.revenue;

/**
 * The one place where revenue is computed, for all clients at once.
 *
 * <ul>
 *   <li>Annual recurring revenue is a state of one day: fees of the services that run that day,
 *       monthly × 12, quarterly × 4, annual × 1.
 *   <li>Recurring revenue of a period: the monthly equivalent of each service × the months that
 *       service and period overlap, part months by day.
 *   <li>One-time revenue of a period: one-time fees whose start lies in it.
 *   <li>Time revenue of a period: billable hours × rate, the amounts of its entries.
 * </ul>
 *
 * <p>A service runs from its start to its end, both inclusive; without a start since ever, without
 * an end for ever unless it is inactive. Recurring amounts are rounded to cents by month so that
 * the months of a service add up to its rounded total (each month is the difference of two rounded
 * sums): 1,000 a year is 83.33, 83.34, 83.33 … and 1,000.00 in twelve months. Therefore lines add
 * up to totals in every grouping. Sums are kept in parts of a month, 377,580 of them because months
 * of 28 to 31 days all divide it, and divided once: half a cent is half a cent and not a little
 * less.
 */
public final class RevenueSql {
  private RevenueSql() {}

  private static final String RECURS = "s.billing_frequency in ('MONTHLY', 'QUARTERLY', 'ANNUAL')";

  /** {@code client_id, annual}: annual recurring revenue on {@code :asOf}, {@code :today} known. */
  public static final String ANNUAL =
      annual(
          """
          (s.start_date is null or s.start_date <= :asOf)
          and (s.end_date is null or s.end_date >= :asOf)
          and (s.active or (s.end_date is not null and cast(:asOf as date) < cast(:today as date)))\
          """);

  /**
   * {@code client_id, value}: what each client is worth a year as a prospect, {@code :today} known:
   * annual recurring revenue of the services offered, which may start later, else what was
   * estimated; null where neither is known.
   */
  public static final String VALUE =
      """
      select k.id as client_id, coalesce(nullif(o.annual, 0), k.estimated_value) as value
      from clients k left join (%s) o on o.client_id = k.id
      """
          .formatted(annual("s.active and (s.end_date is null or s.end_date >= :today)"));

  private static String annual(String runs) {
    return """
    select s.client_id, sum(s.fee * case s.billing_frequency
             when 'MONTHLY' then 12 when 'QUARTERLY' then 4 else 1 end) as annual
    from services s
    where %s and s.fee is not null and %s
    group by s.client_id
    """
        .formatted(RECURS, runs);
  }

  private static final String MONTHS =
      """
      generate_series(date_trunc('month', cast(span.first as timestamp)),
                 cast(span.past - 1 as timestamp), interval '1 month') as m(month)
               cross join lateral (select cast(m.month as date) as first,
                 cast(m.month + interval '1 month' as date) as past) k
               cross join lateral (select (least(span.past, k.past) - greatest(span.first, k.first))
                 * (377580 / (k.past - k.first)) as parts) d\
      """;
  private static final String WHOLE =
      "select cast(null as date) as month, sum(d.parts) as upto, 0 as before from " + MONTHS;
  private static final String BY_MONTH =
      """
      select k.first as month, sum(d.parts) over (order by k.first) as upto,
                      sum(d.parts) over (order by k.first) - d.parts as before
               from\
      """
          + " "
          + MONTHS;

  /**
   * {@code period, client_id, service_id, month, currency, recurring, one_time, worked}: revenue of
   * the periods in {@code periods (period, first, past)}, which the statement defines before. Over
   * a year of many entries nothing costs as much as groups that nobody asked for.
   *
   * @param byService whether hours are told apart by service
   * @param byMonth whether anything is told apart by month
   */
  public static String lines(boolean byService, boolean byMonth) {
    String service = byService ? "e.service_id" : "cast(null as bigint)";
    String month =
        byMonth
            ? "cast(date_trunc('month', cast(e.date as timestamp)) as date)"
            : "cast(null as date)";
    String groups = (byService ? ", e.service_id" : "") + (byMonth ? ", " + month : "");
    return """
    select p.period, s.client_id, s.id as service_id, x.month, c.currency,
           round(s.fee * x.upto / f.parts, 2) - round(s.fee * x.before / f.parts, 2) as recurring,
           0::numeric as one_time, 0::numeric as worked
    from periods p
    cross join services s
    join clients c on c.id = s.client_id
    cross join lateral (select greatest(s.start_date, p.first) as first,
                               least(s.end_date + 1, p.past) as past) span
    cross join lateral (select 377580 * case s.billing_frequency
      when 'MONTHLY' then 1 when 'QUARTERLY' then 3 else 12 end as parts) f
    cross join lateral (%s) x
    where %s and s.fee > 0 and span.first < span.past
      and (s.active or s.end_date is not null)
    union all
    select p.period, s.client_id, s.id, cast(date_trunc('month', cast(s.start_date as timestamp)) as date),
           c.currency, 0, s.fee, 0
    from periods p
    join services s on s.start_date >= p.first and s.start_date < p.past
    join clients c on c.id = s.client_id
    where s.billing_frequency = 'ONE_TIME' and s.fee > 0
    union all
    select p.period, e.client_id, %s, %s, e.currency, 0, 0, sum(e.amount)
    from periods p
    join timesheet_entries e on e.date >= p.first and e.date < p.past and e.billable
    group by p.period, e.client_id, e.currency%s
    """
        .formatted(byMonth ? BY_MONTH : WHOLE, RECURS, service, month, groups);
  }

  /** {@code client_id, total}: each client's revenue from {@code :from} to {@code :to}. */
  public static final String BY_CLIENT =
      """
      with periods (period, first, past) as (select 1, cast(:from as date), cast(:to as date)),
           lines as (%s)
      select l.client_id, sum(l.recurring + l.one_time + l.worked) as total
      from lines l join clients k on k.id = l.client_id and k.currency = l.currency
      group by l.client_id
      """
          .formatted(lines(false, false));
}
