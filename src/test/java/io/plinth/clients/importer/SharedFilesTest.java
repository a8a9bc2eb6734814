package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real files of the shared folder yield the entries and hours their own columns state. */
class SharedFilesTest {

  private static final String CESAW =
      """
      {"client":"organization","service":"project_key","user":"person_key",
       "start":"time_log_start_date","end":"time_log_end_date","minutes":"time_log_delta_minutes",
       "task":"phase_short_name","sourceId":"time_log_fact_key","dateFormat":"M/d/yyyy H:mm",
       "rounding":"NONE"}""";

  @Test
  void readsARealTimeLogByMapping() {
    Reading cesaw = Reading.shared("cesaw_time_log_organization_c.csv", CESAW);
    assertThat(cesaw.file().format()).isEqualTo(SourceFormat.MAPPED);
    assertThat(cesaw.file().rows()).isEqualTo(42_450);
    assertThat(cesaw.rows()).hasSize(42_240);
    assertThat(cesaw.hours()).isEqualByComparingTo("27412.85");
    Map<String, Long> reasons =
        cesaw.problems().stream()
            .collect(
                Collectors.groupingBy(
                    p -> p.detail().substring(0, p.detail().indexOf(' ', 5)),
                    Collectors.counting()));
    assertThat(reasons)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("Zero length:", 202L, "Longer", 7L, "The row", 1L));
  }

  @Test
  void namesTheRowWithoutADate() {
    Reading cesaw = Reading.shared("cesaw_time_log_organization_c.csv", CESAW);
    assertThat(cesaw.problems())
        .filteredOn(problem -> problem.detail().contains("no date"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.column()).isEqualTo("time_log_start_date");
              assertThat(problem.value()).isEqualTo("\\N");
            });
    ImportRow first = cesaw.rows().get(0);
    assertThat(first.sourceId()).isEqualTo("23003");
    assertThat(first.date()).isEqualTo(LocalDate.of(2011, 9, 16));
    assertThat(first.start()).isEqualTo(LocalTime.of(3, 3));
    assertThat(first.seconds()).isEqualTo(8 * 60);
    assertThat(cesaw.file().sourceSystem()).matches("mapped-[0-9a-f]{8}");
  }

  @Test
  void readsTogglHoursAsStated() {
    Reading toggl = Reading.shared("toggl_invoiceninja_tasks.csv", null);
    assertThat(toggl.file().format()).isEqualTo(SourceFormat.TOGGL);
    assertThat(toggl.problems()).isEmpty();
    assertThat(toggl.rows()).hasSize(47);
    assertThat(toggl.seconds()).isEqualTo(79 * 3600 + 7 * 60 + 15);
    assertThat(toggl.rows()).allMatch(row -> row.client().equals("No client") && !row.billable());
  }

  @Test
  void readsTheSmallTogglFile() {
    Reading toggl = Reading.shared("toggl_time_entries_import_test_1.csv", null);
    assertThat(toggl.rows()).singleElement().extracting(ImportRow::seconds).isEqualTo(3601);
    assertThat(toggl.problems()).singleElement().extracting(ImportProblem::line).isEqualTo(2L);
    assertThat(toggl.rows().get(0).currency()).isEqualTo("EUR");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5})
  void asksForTheOrderOfClockifyDatesThenReadsThem(int number) {
    String name = "clockify_time_entries_import_test_" + number + ".csv";
    Reading.assumeShared(name);
    assertThat(
            catchThrowableOfType(ImportRejected.class, () -> Reading.shared(name, null)).problems())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.line()).isEqualTo(2);
              assertThat(p.column()).isEqualTo("Start Date");
              assertThat(p.value()).isEqualTo("03/04/2024");
              assertThat(p.detail()).contains("3 April 2024", "4 March 2024", "dateFormat");
            });
    Reading read = Reading.shared(name, "{\"dateFormat\":\"MM/dd/yyyy\"}");
    assertThat(read.file().format()).isEqualTo(SourceFormat.CLOCKIFY);
    assertThat(read.problems()).singleElement().extracting(ImportProblem::line).isEqualTo(2L);
    ImportRow row = read.rows().get(0);
    assertThat(row.date()).isEqualTo(LocalDate.of(2024, 3, 4));
    assertThat(row.seconds()).isEqualTo(3601);
    assertThat(row.task()).isEqualTo("Task 1");
    assertThat(row.rate()).isNull();
  }

  @Test
  void readsClockifyDatesThatProveTheirOrder() {
    ImportRow row = Reading.shared("clockify_time_entries_import_test_2.csv", null).only();
    assertThat(row.date()).isEqualTo(LocalDate.of(2024, 10, 15));
    assertThat(row.seconds()).isEqualTo(1800);
    assertThat(row.rate()).isEqualByComparingTo("1000");
    assertThat(row.currency()).isEqualTo("EUR");
    assertThat(row.description()).contains("🔥 Special characters");
  }

  @Test
  void readsHarvestDecimalCommas() {
    Reading harvest = Reading.shared("harvest_time_entries_import_test_1.csv", null);
    assertThat(harvest.problems()).isEmpty();
    assertThat(harvest.rows()).hasSize(2);
    assertThat(harvest.hours()).isEqualByComparingTo("20.01");
    ImportRow row = harvest.rows().get(1);
    assertThat(row.userName()).isEqualTo("Peter Tester");
    assertThat(row.rate()).isEqualByComparingTo("100");
    assertThat(row.currency()).isEqualTo("EUR");
    assertThat(harvest.rows().get(0).billable()).isFalse();
  }

  @Test
  void readsKimaiSeconds() {
    Reading kimai = Reading.shared("kimai_v1_export_2022.csv", null);
    assertThat(kimai.file().format()).isEqualTo(SourceFormat.KIMAI);
    assertThat(kimai.seconds()).isEqualTo(1680 + 180 + 72000 + 7200);
    assertThat(kimai.problems())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.line()).isEqualTo(4);
              assertThat(p.value()).isEqualTo("756000");
              assertThat(p.detail()).contains("24 hours");
            });
    assertThat(kimai.rows().get(0).rate()).isEqualTo(new BigDecimal("12.00"));
    assertThat(kimai.rows().get(0).currency()).isEqualTo("KYD");
  }

  @Test
  void readsInstantsOfTheGenericFileInTheZone() {
    Reading generic = Reading.shared("generic_time_entries_import_test_1.csv", null);
    assertThat(generic.file().format()).isEqualTo(SourceFormat.GENERIC);
    assertThat(generic.problems()).singleElement().extracting(ImportProblem::line).isEqualTo(2L);
    ImportRow row = generic.rows().get(0);
    assertThat(row.start()).isEqualTo(LocalTime.of(10, 23));
    assertThat(row.seconds()).isEqualTo(3601);
    assertThat(row.userEmail()).isEqualTo("peter.test@email.test");
  }
}
