package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatesTest {

  private static String day(String... dates) {
    StringBuilder csv = new StringBuilder("date,client,hours\n");
    for (String date : dates) {
      csv.append('"').append(date).append("\",Acme,1.5\n");
    }
    return csv.toString();
  }

  private static String clock(String start, String end) {
    return "client,start,end\nAcme,\"" + start + "\",\"" + end + "\"\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2024-03-04", "2024/3/4", "2024.03.04", "4.3.2024", "04.03.2024", " 2024-03-04 "})
  void readsDatesThatHaveOneReading(String date) {
    assertThat(Reading.of(day(date)).only().date()).isEqualTo(LocalDate.of(2024, 3, 4));
  }

  @Test
  void oneDateSettlesTheOrderOfAll() {
    assertThat(Reading.of(day("3/4/2024", "3/13/2024")).rows().get(0).date())
        .isEqualTo(LocalDate.of(2024, 3, 4));
    assertThat(Reading.of(day("3/4/2024", "13/3/2024")).rows().get(0).date())
        .isEqualTo(LocalDate.of(2024, 4, 3));
    assertThat(Reading.of(day("03-04-2024", "03-13-2024")).rows().get(0).date())
        .isEqualTo(LocalDate.of(2024, 3, 4));
  }

  @Test
  void equalDayAndMonthNeedNoProof() {
    assertThat(Reading.of(day("3/3/2024")).only().date()).isEqualTo(LocalDate.of(2024, 3, 3));
  }

  @Test
  void asksWhereADateHasTwoReadings() {
    ImportProblem problem = Reading.rejected(day("3/3/2024", "3-4-2024")).problems().get(0);
    assertThat(problem.line()).isEqualTo(3);
    assertThat(problem.value()).isEqualTo("3-4-2024");
    assertThat(problem.detail())
        .contains("3 April 2024", "4 March 2024", "\"MM-dd-yyyy\"", "\"dd-MM-yyyy\"");
  }

  @Test
  void namesBothLinesOfAContradiction() {
    assertThat(Reading.rejected(day("13/3/2024", "1/1/2024", "3/13/2024")).problems())
        .extracting(ImportProblem::line)
        .containsExactly(2L, 4L);
  }

  @Test
  void impossibleDatesAreTheRowsProblem() {
    Reading read = Reading.of(day("31.02.2024", "29.02.2023", "29.02.2024", "4.3.24", "soon"));
    assertThat(read.rows()).extracting(ImportRow::line).containsExactly(4L);
    assertThat(read.problems()).extracting(ImportProblem::line).containsExactly(2L, 3L, 5L, 6L);
  }

  @ParameterizedTest
  @CsvSource({
    "MM/dd/yyyy,3/4/2024,2024-03-04",
    "dd/MM/yyyy,03/04/2024,2024-04-03",
    "d.M.yy,4.3.24,2024-03-04",
    "yyyyMMdd,20240304,2024-03-04",
    "dd MMM yyyy,4 mar 2024,2024-03-04",
    "dd/MM/yyyy,2024-03-04,2024-03-04"
  })
  void readsByTheStatedFormat(String format, String date, LocalDate expected) {
    String mapping = "{\"dateFormat\":\"" + format + "\"}";
    assertThat(Reading.of(day(date), mapping).only().date()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"31/02/2024", "2024-02-31", "13/13/2024", "4.3.2024"})
  void theStatedFormatIsStrictAboutTheCalendar(String date) {
    assertThat(Reading.of(day(date), "{\"dateFormat\":\"dd/MM/yyyy\"}").onlyProblem().value())
        .isEqualTo(date);
  }

  @Test
  void statedTimeAppliesToStartAndEndAndOtherClocksStillRead() {
    String mapping = "{\"dateFormat\":\"M/d/yyyy H:mm\"}";
    ImportRow row = Reading.of(clock("3/4/2024 9:05", "3/4/2024 10:05:30 AM"), mapping).only();
    assertThat(row.start()).isEqualTo(LocalTime.of(9, 5));
    assertThat(row.seconds()).isEqualTo(3630);
    ImportRow iso = Reading.of(clock("2024-03-04T09:05:00", "2024-03-04 9:06"), mapping).only();
    assertThat(iso.seconds()).isEqualTo(60);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-03-04 10:23 AM,2024-03-04 10:23:52 AM,52",
    "2024-03-04 12:00 AM,2024-03-04 12:00 PM,43200",
    "2024-03-04 11:30 p.m.,2024-03-05 12:30 a.m.,3600",
    "2024-03-04T09:00:00.500Z,2024-03-04T11:00:00+01:00,3600",
    "2024-03-04 22:00,2024-03-04 24:00,7200",
    "2024-03-04 22:00,01:00,10800"
  })
  void readsClocksOfEveryKind(String start, String end, int seconds) {
    assertThat(Reading.of(clock(start, end)).only().seconds()).isEqualTo(seconds);
  }

  @Test
  void readsTheNarrowBlankBeforeAm() {
    ImportRow row = Reading.of(clock("2024-03-04 9:00\u202FAM", "2024-03-04 1:00\u202FPM")).only();
    assertThat(row.seconds()).isEqualTo(4 * 3600);
  }

  @ParameterizedTest
  @ValueSource(strings = {"25:00", "9:60", "9", "9:5", "13:00 PM", "9:00 XM", "24:00"})
  void refusesStartsThatAreNoTimes(String time) {
    assertThat(
            Reading.of("date,client,start,hours\n2024-03-04,Acme," + time + ",1.5\n")
                .onlyProblem()
                .column())
        .isEqualTo("start");
  }

  @Test
  void summerTimeCountsAsItReallyPassed() {
    assertThat(Reading.of(clock("2024-03-31 01:00", "2024-03-31 04:00")).only().seconds())
        .isEqualTo(2 * 3600);
    assertThat(Reading.of(clock("2024-10-27 01:00", "2024-10-27 04:00")).only().seconds())
        .isEqualTo(4 * 3600);
    assertThat(Reading.of(clock("2024-10-27 02:50", "2024-10-27 02:10")).problems()).isEmpty();
  }

  @Test
  void theMappingsZoneShowsInstants() {
    String csv = clock("2024-03-04T23:30:00Z", "2024-03-05T00:30:00Z");
    assertThat(Reading.of(csv, "{\"timeZone\":\"America/New_York\"}").only().date())
        .isEqualTo(LocalDate.of(2024, 3, 4));
    assertThat(Reading.of(csv).only().date()).isEqualTo(LocalDate.of(2024, 3, 5));
    assertThat(Reading.of(csv).only().start()).isEqualTo(LocalTime.of(0, 30));
    assertThat(Reading.of(csv).file().mapping().timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
  }
}
