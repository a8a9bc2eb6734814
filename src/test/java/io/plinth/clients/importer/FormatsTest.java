package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each header met in the wild is recognised and read by its own rules. */
class FormatsTest {

  @Test
  void readsNewerTogglPastMidnight() {
    Reading read = Reading.resource("toggl_newer.csv");
    assertThat(read.file().format()).isEqualTo(SourceFormat.TOGGL);
    ImportRow row = read.only();
    assertThat(row.seconds()).isEqualTo(5400);
    assertThat(row.date()).isEqualTo(LocalDate.of(2024, 5, 6));
    assertThat(row.end()).isEqualTo(LocalTime.of(0, 30));
    assertThat(row.userName()).isNull();
    assertThat(row.description()).isEqualTo("Late call");
    assertThat(row.billable()).isTrue();
  }

  @Test
  void clockifyStartAndEndWinAndItsTotalIsNoRow() {
    Reading read = Reading.resource("clockify_more_columns.csv");
    assertThat(read.file().format()).isEqualTo(SourceFormat.CLOCKIFY);
    assertThat(read.file().rows()).isEqualTo(1);
    ImportRow row = read.only();
    assertThat(row.seconds()).isEqualTo(5430);
    assertThat(row.client()).isEqualTo("Acme");
    assertThat(row.task()).isEqualTo("Support");
    assertThat(row.userEmail()).isEqualTo("ann.lee@example.test");
    assertThat(row.rate()).isEqualByComparingTo("80");
    assertThat(row.currency()).isEqualTo("EUR");
    assertThat(read.file().mapping().dateFormat()).isEqualTo("dd/MM/yyyy");
  }

  @Test
  void readsGermanHarvest() {
    Reading read = Reading.resource("harvest_german.csv");
    assertThat(read.file().format()).isEqualTo(SourceFormat.HARVEST);
    assertThat(read.file().delimiter()).isEqualTo(';');
    assertThat(read.rows()).extracting(ImportRow::seconds).containsExactly(5400, 900);
    assertThat(read.rows()).extracting(ImportRow::billable).containsExactly(true, false);
    assertThat(read.rows().get(0).rate()).isEqualByComparingTo("1250.50");
    assertThat(read.rows().get(0).userName()).isEqualTo("Eva Groß");
    assertThat(read.rows().get(0).date()).isEqualTo(LocalDate.of(2024, 3, 4));
  }

  @Test
  void readsKimaiDecimalHoursAndDuplicateHeaders() {
    Reading read = Reading.resource("kimai2_decimal.csv");
    assertThat(read.file().format()).isEqualTo(SourceFormat.KIMAI);
    assertThat(read.rows()).extracting(ImportRow::seconds).containsExactly(360, 7200);
    assertThat(read.rows()).extracting(ImportRow::billable).containsExactly(true, false);
  }

  @Test
  void readsGermanKimai() {
    ImportRow row = Reading.resource("kimai2_german.csv").only();
    assertThat(row.seconds()).isEqualTo(360);
    assertThat(row.client()).isEqualTo("Müller GmbH");
    assertThat(row.task()).isEqualTo("Planung");
    assertThat(row.rate()).isEqualByComparingTo("50");
    assertThat(row.currency()).isEqualTo("EUR");
  }

  @Test
  void prefersTheExactDurationToTheRoundedOne() {
    String csv =
        """
        Description,Task,Project,Client,User,Start,End,Duration (decimal),Duration,Billable
        d,,P,C,U,2024-03-04 09:00:00,2024-03-04 09:00:50,0.01,00:00:50,Yes
        """;
    Reading read = Reading.of(csv);
    assertThat(read.file().format()).isEqualTo(SourceFormat.GENERIC);
    assertThat(read.only().seconds()).isEqualTo(50);
  }

  @Test
  void findsColumnsInAnyOrderAndCase() {
    ImportRow row =
        Reading.of(" HOURS ,last name,DATE,First Name,extra\n1.5,Lee,2024-03-04,Ann,x\n").only();
    assertThat(row.seconds()).isEqualTo(5400);
    assertThat(row.userName()).isEqualTo("Ann Lee");
  }

  @ParameterizedTest
  @CsvSource({
    "Yes,true",
    "No,false",
    "Ja,true",
    "Nein,false",
    "Oui,true",
    "Non,false",
    "TRUE,true",
    "false,false",
    "1,true",
    "0,false",
    "'',true",
    "Sí,true",
    "Não,false"
  })
  void readsLocalisedBillable(String word, boolean billable) {
    String csv = "date,client,hours,billable\n2024-03-04,Acme,1.5," + word + "\n";
    assertThat(Reading.of(csv).only().billable()).isEqualTo(billable);
  }

  @Test
  void rejectsTheRowOfAnUnknownBillable() {
    ImportProblem problem =
        Reading.of("date,client,hours,billable\n2024-03-04,Acme,1.5,perhaps\n").onlyProblem();
    assertThat(problem.column()).isEqualTo("billable");
    assertThat(problem.value()).isEqualTo("perhaps");
  }

  @Test
  void readsTabsAndUtf16() {
    String csv = "\uFEFFdate\tclient\thours\n2024-03-04\tMüller\t1.5\n";
    Reading read = Reading.of(csv.getBytes(StandardCharsets.UTF_16LE), null, Reading.BERLIN);
    assertThat(read.file().delimiter()).isEqualTo('\t');
    assertThat(read.file().charset()).isEqualTo(StandardCharsets.UTF_16LE);
    assertThat(read.only().client()).isEqualTo("Müller");
  }

  @Test
  void takesASpreadsheetsDelimiterLine() {
    Reading read = Reading.of("sep=;\ndate;client;hours\n2024-03-04;Acme, Inc.;1,5\n");
    assertThat(read.only().client()).isEqualTo("Acme, Inc.");
    assertThat(read.only().line()).isEqualTo(3);
  }

  @Test
  void keepsFormulasAsText() {
    ImportRow row =
        Reading.of("date,client,description,hours\n2024-03-04,=1+1,@SUM(A1),1.5\n").only();
    assertThat(row.client()).isEqualTo("=1+1");
    assertThat(row.description()).isEqualTo("@SUM(A1)");
  }

  @Test
  void showsAMappingThatChangesNothingWhenSentBack() throws Exception {
    for (String name :
        new String[] {
          "toggl_newer.csv",
          "clockify_more_columns.csv",
          "harvest_german.csv",
          "kimai2_decimal.csv",
          "kimai2_german.csv"
        }) {
      Reading read = Reading.resource(name);
      String json = new ObjectMapper().writeValueAsString(read.file().mapping().toMap());
      Reading again =
          Reading.of(
              () -> FormatsTest.class.getResourceAsStream("/timesheets/" + name),
              json,
              Reading.BERLIN);
      assertThat(again.rows()).as(name).isEqualTo(read.rows()).isNotEmpty();
      assertThat(again.file().mapping()).isEqualTo(read.file().mapping());
    }
  }
}
