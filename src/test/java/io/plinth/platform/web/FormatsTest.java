package io.plinth.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class FormatsTest {
  private final Formats english = new Formats(Locale.ENGLISH, ZoneId.of("America/New_York"));
  private final Formats german = new Formats(Locale.GERMAN, ZoneId.of("Europe/Berlin"));

  @Test
  void writesMoneyWithItsCurrency() {
    assertThat(english.money(amount("1234567.5"), "USD")).isEqualTo("$1,234,568");
    assertThat(english.exactMoney(amount("1234.5"), "USD")).isEqualTo("$1,234.50");
    assertThat(english.exactMoney(amount("1234.5"), "JPY")).isEqualTo("¥1,235");
    assertThat(english.money(amount("-950"), "EUR")).isEqualTo("−€950");
    assertThat(english.money(amount("950"), "CHF")).isEqualTo("CHF\u00a0950");
    assertThat(german.exactMoney(amount("1234.5"), "EUR")).isEqualTo("1.234,50\u00a0€");
    assertThat(english.money(null, "USD")).isEqualTo("–");
  }

  @Test
  void shortensNumbersForAxes() {
    assertThat(english.shortMoney(amount("20000"), "USD")).isEqualTo("$20k");
    assertThat(english.shortMoney(amount("1500000"), "USD")).isEqualTo("$1.5M");
    assertThat(english.shortNumber(amount("0"))).isEqualTo("0");
    assertThat(english.shortNumber(amount("950"))).isEqualTo("950");
  }

  @Test
  void writesHoursWithTwoDigits() {
    assertThat(english.hours(amount("27412.85"))).isEqualTo("27,412.85");
    assertThat(german.hours(amount("7.25"))).isEqualTo("7,25");
  }

  @Test
  void saysHowMuchChanged() {
    assertThat(english.change(amount("112"), amount("100"))).isEqualTo("+12%");
    assertThat(english.change(amount("97"), amount("100"))).isEqualTo("−3%");
    assertThat(english.change(amount("100.1"), amount("100"))).isEqualTo("no change");
    assertThat(english.change(amount("5"), BigDecimal.ZERO)).isNull();
  }

  @Test
  void writesPeriodsOut() {
    assertThat(english.period(day("2026-01-01"), day("2027-01-01"))).isEqualTo("2026");
    assertThat(english.period(day("2026-03-01"), day("2026-04-01"))).isEqualTo("March 2026");
    assertThat(english.period(day("2026-03-01"), day("2026-09-16")))
        .isEqualTo("1 Mar – 15 Sep 2026");
    assertThat(english.period(day("2025-12-01"), day("2026-02-01")))
        .isEqualTo("1 Dec 2025 – 31 Jan 2026");
  }

  @Test
  void writesDatesInThePersonsZone() {
    Instant instant = Instant.parse("2026-03-12T02:05:00Z");
    assertThat(english.instant(instant)).isEqualTo("11 Mar 2026, 22:05");
    assertThat(english.month(YearMonth.of(2026, 3))).isEqualTo("Mar 2026");
    assertThat(english.monthDay("12-31")).isEqualTo("31 December");
  }

  @Test
  void saysHowOldAndHowLong() {
    Instant now = Instant.parse("2026-03-12T12:00:00Z");
    assertThat(english.age(now.minusSeconds(20), now)).isEqualTo("just now");
    assertThat(english.age(now.minusSeconds(150), now)).isEqualTo("2 min ago");
    assertThat(english.remaining(Duration.ofSeconds(40))).isEqualTo("about 40 s");
    assertThat(english.remaining(Duration.ofSeconds(150))).isEqualTo("about 3 min");
    assertThat(english.due(day("2026-03-09"), day("2026-03-12"))).isEqualTo("3 days overdue");
    assertThat(english.due(day("2026-03-13"), day("2026-03-12"))).isEqualTo("tomorrow");
    assertThat(english.bytes(52_428_800)).isEqualTo("50 MB");
  }

  private static BigDecimal amount(String value) {
    return new BigDecimal(value);
  }

  private static LocalDate day(String value) {
    return LocalDate.parse(value);
  }
}
