package io.plinth.platform.web;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers, money, hours and dates as a person reads them, in one locale and time zone.
 *
 * <p>Immutable and without {@code NumberFormat}, which is neither thread-safe nor cheap: a list
 * page writes some hundreds of numbers. Every method answers "–" for null, so that templates need
 * no case for what is not there.
 */
public final class Formats {
  /** Shown where there is no value. */
  public static final String NONE = "–";

  private static final char NO_BREAK_SPACE = '\u00a0';
  private static final char MINUS = '\u2212';
  private static final int GROUP = 3;
  private static final long KILO = 1_024;
  private static final Map<String, DateTimeFormatter> PATTERNS = new ConcurrentHashMap<>();

  private final Locale locale;
  private final ZoneId zone;
  private final DecimalFormatSymbols symbols;

  /** For one locale and zone. */
  public Formats(Locale locale, ZoneId zone) {
    this.locale = locale;
    this.zone = zone;
    this.symbols = DecimalFormatSymbols.getInstance(locale);
  }

  /** A count: 12,345. */
  public String count(Number value) {
    return value == null ? NONE : decimal(new BigDecimal(value.toString()), 0);
  }

  /** A number with so many digits after the point. */
  public String decimal(BigDecimal value, int digits) {
    if (value == null) {
      return NONE;
    }
    BigDecimal rounded = value.setScale(digits, RoundingMode.HALF_UP);
    String plain = rounded.abs().toPlainString();
    int point = plain.indexOf('.');
    String whole = point < 0 ? plain : plain.substring(0, point);
    StringBuilder out = new StringBuilder(plain.length() + 6);
    if (rounded.signum() < 0) {
      out.append(MINUS);
    }
    for (int i = 0; i < whole.length(); i++) {
      if (i > 0 && (whole.length() - i) % GROUP == 0) {
        out.append(symbols.getGroupingSeparator());
      }
      out.append(whole.charAt(i));
    }
    if (point >= 0) {
      out.append(symbols.getDecimalSeparator()).append(plain, point + 1, plain.length());
    }
    return out.toString();
  }

  /** Hours as 7.25. */
  public String hours(BigDecimal value) {
    return decimal(value, 2);
  }

  /** Money to the whole unit: $12,345. */
  public String money(BigDecimal value, String currency) {
    return money(value, currency, 0);
  }

  /** Money in full: $12,345.60. */
  public String exactMoney(BigDecimal value, String currency) {
    return money(value, currency, currencyDigits(currency));
  }

  /** Money for the axis of a chart: $20k, $1.5M. */
  public String shortMoney(BigDecimal value, String currency) {
    return withSymbol(shortNumber(value), currency);
  }

  /** A number for the axis of a chart: 950, 20k, 1.5M. */
  public String shortNumber(BigDecimal value) {
    BigDecimal million = BigDecimal.valueOf(1_000_000);
    BigDecimal thousand = BigDecimal.valueOf(1_000);
    if (value.abs().compareTo(million) >= 0) {
      return compact(value.divide(million)) + 'M';
    }
    return value.abs().compareTo(thousand) >= 0
        ? compact(value.divide(thousand)) + 'k'
        : compact(value);
  }

  /** A share between 0 and 1 as 73%. */
  public String percent(BigDecimal share) {
    if (share == null) {
      return NONE;
    }
    String digits = decimal(share.movePointRight(2), 0);
    return german() ? digits + NO_BREAK_SPACE + '%' : digits + '%';
  }

  /**
   * The change against a former value: "+12%", "−3%", "no change"; null when there is nothing to
   * compare with.
   */
  public String change(BigDecimal now, BigDecimal before) {
    if (now == null || before == null || before.signum() == 0) {
      return null;
    }
    BigDecimal share = now.subtract(before).divide(before.abs(), 4, RoundingMode.HALF_UP);
    if (share.movePointRight(2).setScale(0, RoundingMode.HALF_UP).signum() == 0) {
      return "no change";
    }
    return (share.signum() > 0 ? "+" : "") + percent(share);
  }

  /** A day: 12 Mar 2026. */
  public String date(LocalDate date) {
    return date == null ? NONE : write(date, german() ? "d. MMM yyyy" : "d MMM yyyy");
  }

  /** A period whose end is exclusive: "1 Jan – 31 Dec 2026". */
  public String period(LocalDate from, LocalDate to) {
    LocalDate last = to.minusDays(1);
    if (from.getDayOfYear() == 1 && from.plusYears(1).equals(to)) {
      return String.valueOf(from.getYear());
    }
    if (from.getDayOfMonth() == 1 && from.plusMonths(1).equals(to)) {
      return write(from, "MMMM yyyy");
    }
    String first = from.getYear() == last.getYear() ? write(from, "d MMM") : date(from);
    return first + " – " + date(last);
  }

  /** A month: Mar 2026. */
  public String month(YearMonth month) {
    return month == null ? NONE : write(month, "MMM yyyy");
  }

  /** A month on an axis within one year: Mar. */
  public String shortMonth(YearMonth month) {
    return write(month, "MMM");
  }

  /** A month on an axis over several years: Mar 26. */
  public String monthAndYear(YearMonth month) {
    return write(month, "MMM yy");
  }

  /** A day of every year, given as 12-31: 31 December. */
  public String monthDay(String monthDay) {
    return write(MonthDay.parse("--" + monthDay), german() ? "d. MMMM" : "d MMMM");
  }

  /** An instant in the person's zone: 12 Mar 2026, 14:05. */
  public String instant(Instant instant) {
    return instant == null ? NONE : write(instant.atZone(zone), "d MMM yyyy, HH:mm");
  }

  /** How long ago: "just now", "2 min ago", "3 h ago", then the date. */
  public String age(Instant instant, Instant now) {
    Duration age = Duration.between(instant, now);
    if (age.toSeconds() < 60) {
      return "just now";
    }
    if (age.toMinutes() < 60) {
      return age.toMinutes() + " min ago";
    }
    return age.toHours() < 24 ? age.toHours() + " h ago" : instant(instant);
  }

  /** A duration that is left: "about 40 s", "about 3 min". */
  public String remaining(Duration left) {
    if (left == null) {
      return NONE;
    }
    long seconds = Math.max(1, left.toSeconds());
    return seconds < 90 ? "about " + seconds + " s" : "about " + (seconds + 59) / 60 + " min";
  }

  /** How far a due day is: "3 days overdue", "today", "tomorrow", "in 5 days". */
  public String due(LocalDate date, LocalDate today) {
    long days = ChronoUnit.DAYS.between(today, date);
    if (days < -1) {
      return -days + " days overdue";
    }
    if (days > 1) {
      return "in " + days + " days";
    }
    return days == 0 ? "today" : days > 0 ? "tomorrow" : "1 day overdue";
  }

  /** Bytes as 12.4 MB, in the units of file managers. */
  public String bytes(long bytes) {
    if (bytes < KILO) {
      return bytes + " B";
    }
    BigDecimal kilo = BigDecimal.valueOf(bytes).divide(BigDecimal.valueOf(KILO));
    return bytes < KILO * KILO
        ? decimal(kilo, 0) + " kB"
        : compact(kilo.divide(BigDecimal.valueOf(KILO))) + " MB";
  }

  private String money(BigDecimal value, String currency, int digits) {
    return value == null ? NONE : withSymbol(decimal(value, digits), currency);
  }

  private String withSymbol(String number, String currency) {
    String symbol = Currency.getInstance(currency).getSymbol(locale);
    if (german()) {
      return number + NO_BREAK_SPACE + symbol;
    }
    boolean letters = Character.isLetter(symbol.charAt(symbol.length() - 1));
    String prefix = letters ? symbol + NO_BREAK_SPACE : symbol;
    return number.charAt(0) == MINUS ? MINUS + prefix + number.substring(1) : prefix + number;
  }

  private static int currencyDigits(String currency) {
    return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
  }

  private String compact(BigDecimal value) {
    BigDecimal shortened = value.setScale(1, RoundingMode.HALF_UP).stripTrailingZeros();
    return decimal(shortened, Math.max(0, shortened.scale()));
  }

  private boolean german() {
    return locale.getLanguage().equals("de");
  }

  private String write(TemporalAccessor time, String pattern) {
    return PATTERNS
        .computeIfAbsent(
            locale.toLanguageTag() + pattern, key -> DateTimeFormatter.ofPattern(pattern, locale))
        .format(time);
  }
}
