package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoursTest {

  private static String hours(String... values) {
    StringBuilder csv = new StringBuilder("date;client;hours\n");
    for (String value : values) {
      csv.append("2024-03-04;Acme;").append(value).append('\n');
    }
    return csv.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "1.5,5400",
    "'1,5',5400",
    "1:30,5400",
    "1:30:05,5405",
    "24:00,86400",
    "24,86400",
    "0:00:01,1",
    "0.25,900",
    "'0,01',36",
    "8,28800",
    "'0,125',450"
  })
  void readsHours(String value, int seconds) {
    assertThat(Reading.of(hours(value)).only().seconds()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({
    "0,Zero",
    "0:00,Zero",
    "-1,Negative",
    "-0:30,Negative",
    "24:00:01,Longer",
    "25,Longer",
    "99999999999,Longer",
    "1:60,cannot be read",
    "x,cannot be read",
    "1:3,cannot be read"
  })
  void refusesHours(String value, String reason) {
    ImportProblem problem = Reading.of(hours(value)).onlyProblem();
    assertThat(problem.detail()).contains(reason);
    assertThat(problem.column()).isEqualTo("hours");
    assertThat(problem.value()).isEqualTo(value);
  }

  @Test
  void asksWhatALoneMarkMeans() {
    ImportProblem problem = Reading.rejected(hours("1,234")).problems().get(0);
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.detail()).contains("1234", "1.234", "decimal");
    assertThat(Reading.of(hours("1,234"), "{\"decimal\":\",\"}").only().seconds()).isEqualTo(4442);
    assertThat(Reading.of(hours("1,234"), "{\"decimal\":\".\"}").onlyProblem().detail())
        .contains("Longer than 24");
  }

  @Test
  void oneNumberSettlesTheMarkOfAll() {
    assertThat(Reading.of(hours("1,234", "2,5")).rows())
        .extracting(ImportRow::seconds)
        .containsExactly(4442, 9000);
  }

  @Test
  void namesBothLinesOfMixedMarks() {
    assertThat(Reading.rejected(hours("1,5", "1", "2.5")).problems())
        .extracting(ImportProblem::line)
        .containsExactlyInAnyOrder(2L, 4L);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,0:07,420",
    "NEAREST,0:08,900",
    "NEAREST,0:22,900",
    "UP,0:01,900",
    "UP,0:15,900",
    "UP,23:59,86400"
  })
  void roundsToTheQuarterHour(String rounding, String value, int seconds) {
    String mapping = "{\"rounding\":\"" + rounding + "\"}";
    assertThat(Reading.of(hours(value), mapping).only().seconds()).isEqualTo(seconds);
  }

  @Test
  void refusesWhatRoundsToNothing() {
    assertThat(Reading.of(hours("0:07"), "{\"rounding\":\"NEAREST\"}").onlyProblem().detail())
        .contains("after rounding");
  }

  @Test
  void mappedMinutesWinOverStartAndEnd() {
    String csv = "client,start,end,min\nAcme,2024-03-04 09:00,2024-03-04 11:00,90\n";
    assertThat(Reading.of(csv).only().seconds()).isEqualTo(7200);
    assertThat(Reading.of(csv, "{\"minutes\":\"min\"}").only().seconds()).isEqualTo(5400);
  }

  @Test
  void mappedHoursWinOverAClockifyClock() {
    String csv =
        """
        Project,Client,User,Start Date,Start Time,End Date,End Time,Duration (h)
        P,C,U,2024-03-04,09:00,2024-03-04,10:00,00:30:00
        """;
    assertThat(Reading.of(csv).only().seconds()).isEqualTo(3600);
    assertThat(Reading.of(csv, "{\"hours\":\"Duration (h)\"}").only().seconds()).isEqualTo(1800);
  }

  @ParameterizedTest
  @CsvSource({"60,3600", "1,3600", "3600,3600"})
  void findsTheUnitOfAPlainDurationByTheClock(String duration, int seconds) {
    String csv = "date,client,start,end,duration\n2024-03-04,Acme,09:00,10:00," + duration + "\n";
    assertThat(Reading.of(csv).only().seconds()).isEqualTo(seconds);
  }

  @Test
  void asksForTheUnitOfAPlainDuration() {
    String csv = "date,client,duration\n2024-03-04,Acme,8\n";
    assertThat(Reading.rejected(csv).problems().get(0).detail()).contains("\"minutes\"");
    assertThat(Reading.of(csv, "{\"hours\":\"duration\"}").only().seconds()).isEqualTo(28800);
    assertThat(Reading.of(csv, "{\"minutes\":\"duration\"}").only().seconds()).isEqualTo(480);
  }

  @Test
  void saysWhenThereIsNoDuration() {
    String csv = "client,start,end\nAcme,2024-03-04 09:00,\n";
    assertThat(Reading.of(csv).onlyProblem().detail()).contains("no duration");
  }

  @Test
  void aMissingDateComesFirst() {
    assertThat(Reading.of("date,client,hours\n\\N,Acme,0\n").onlyProblem().detail())
        .contains("no date");
  }

  @ParameterizedTest
  @CsvSource({
    "12.50,12.50,CHF",
    "' KYD 10.00 ',10.00,KYD",
    "'1,234.50',1234.50,CHF",
    "10.00 €,10.00,EUR",
    "£ 9.00,9.00,GBP",
    "$7.50,7.50,CHF"
  })
  void readsMoney(String cell, String rate, String currency) {
    String csv = "date\tclient\thours\trate\n2024-03-04\tAcme\t1.5\t" + cell + "\n";
    ImportRow row = Reading.of(csv).only();
    assertThat(row.rate()).isEqualByComparingTo(rate);
    assertThat(row.currency()).isEqualTo(currency);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "abc", "1.5x", "12 kr", "1e3"})
  void refusesRates(String cell) {
    String csv = "date\tclient\thours\trate\n2024-03-04\tAcme\t1.5\t" + cell + "\n";
    assertThat(Reading.of(csv).onlyProblem().column()).isEqualTo("rate");
  }

  @Test
  void zeroIsNoRateOnlyInKnownFormats() {
    String known = "date,client,hours,rate\n2024-03-04,Acme,1.5,0\n";
    assertThat(Reading.of(known).only().rate()).isNull();
    String mapping = "{\"date\":\"d\",\"hours\":\"h\",\"rate\":\"r\"}";
    assertThat(Reading.of("d,h,r\n2024-03-04,1.5,0\n", mapping).only().rate())
        .isEqualByComparingTo("0");
  }
}
