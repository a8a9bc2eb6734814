package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files go in over HTTP, and what becomes of them can be read there. */
class ImportIT {
  private static final String SMALL =
      """
      Date,Client,Project,User,Hours,Description
      2024-03-04,%1$s,Audit,Ann,1:30,first
      2024-03-05,%1$s,Audit,Ann,0.25,second
      2024-03-06,%1$s,Audit,Ann,25,too long
      2024-03-07,%1$s,Audit,Ann,0,nothing
      """;
  private static final int SMALL_SECONDS = 5400 + 900;

  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();
  private final Imports imports = new Imports(plinth.api());
  private String system;

  @BeforeEach
  void nameSource() {
    system = Given.unique("import-it");
  }

  @Test
  void realTimeLogIsImportedOnceAndAllThatIsRejectedIsNamed() {
    byte[] file = Imports.shared("cesaw_time_log_organization_c.csv");
    JsonNode first = imports.run("cesaw.csv", file, Imports.cesaw(system));
    assertThat(counts(first)).isEqualTo("COMPLETED MAPPED rows 42450 = 42240 + 0 + 210");
    assertThat(first.path("createdHours").decimalValue()).isEqualByComparingTo("27412.85");
    assertThat(first.path("progress").asInt()).isEqualTo(100);
    assertThat(stored()).isEqualTo("42240 entries, 98686260 s");
    checkProblems(first.path("id").asLong());

    JsonNode again = imports.run("cesaw.csv", file, Imports.cesaw(system));
    assertThat(counts(again)).isEqualTo("COMPLETED MAPPED rows 42450 = 0 + 42240 + 210");
    assertThat(again.path("createdHours").decimalValue()).isEqualByComparingTo("0");
    assertThat(again.path("createdClients").asInt()).isZero();
    assertThat(stored()).isEqualTo("42240 entries, 98686260 s");
  }

  private void checkProblems(long id) {
    List<JsonNode> all = problems(id, "?size=37");
    assertThat(all).hasSize(210).isEqualTo(problems(id, "?size=500"));
    assertThat(all).extracting(p -> p.path("line").asLong()).isSorted();
    Map<String, Integer> reasons = new TreeMap<>();
    all.forEach(p -> reasons.merge(p.path("detail").asText().substring(0, 11), 1, Integer::sum));
    assertThat(reasons).isEqualTo(Map.of("Zero length", 202, "Longer than", 7, "The row has", 1));
    JsonNode shown = imports.get(id).path("problems");
    assertThat(shown).hasSize(100);
    assertThat(shown.get(99).path("line")).isEqualTo(all.get(99).path("line"));
    Answer csv = imports.api().with("Accept", "text/csv").get(problemsOf(id)).expect(200);
    assertThat(csv.mediaType()).isEqualTo("text/csv");
    assertThat(csv.text().lines()).hasSize(211);
  }

  private List<JsonNode> problems(long id, String query) {
    List<JsonNode> all = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = imports.api().get(problemsOf(id) + query + next).expect(200).json();
      page.path("items").forEach(all::add);
      assertThat(page.at("/page/total/count").asInt()).isEqualTo(210);
      JsonNode token = page.at("/page/next");
      next = token.isNull() ? null : "&after=" + token.asText();
    } while (next != null);
    return all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "toggl_invoiceninja_tasks.csv             | TOGGL    |            | 47 | 47 | 284835",
        "toggl_time_entries_import_test_1.csv     | TOGGL    |            | 2  | 1  | 3601",
        "clockify_time_entries_import_test_1.csv  | CLOCKIFY | MM/dd/yyyy | 2  | 1  | 3601",
        "clockify_time_entries_import_test_2.csv  | CLOCKIFY |            | 1  | 1  | 1800",
        "clockify_time_entries_import_test_4.csv  | CLOCKIFY | MM/dd/yyyy | 2  | 1  | 3601",
        "clockify_time_entries_import_test_5.csv  | CLOCKIFY | MM/dd/yyyy | 2  | 1  | 3601",
        "harvest_time_entries_import_test_1.csv   | HARVEST  |            | 2  | 2  | 72036",
        "generic_time_entries_import_test_1.csv   | GENERIC  |            | 2  | 1  | 3601",
        "kimai_v1_export_2022.csv                 | KIMAI    |            | 5  | 4  | 81060"
      })
  void smallFilesGiveTheHoursTheyState(
      String name, String format, String dates, int rows, int created, long seconds) {
    byte[] file = Imports.shared(name);
    String dateFormat = dates == null ? "" : ",\"dateFormat\":\"" + dates + "\"";
    String mapping = "{\"sourceSystem\":\"%s\"%s}".formatted(system, dateFormat);
    for (int skipped = 0; skipped <= created; skipped += created) {
      JsonNode done = imports.run(name, file, mapping);
      assertThat(counts(done))
          .isEqualTo(
              "COMPLETED %s rows %d = %d + %d + %d"
                  .formatted(format, rows, created - skipped, skipped, rows - created));
      assertThat(done.path("problemCount").asInt()).isEqualTo(rows - created);
      assertThat(stored()).isEqualTo(created + " entries, " + seconds + " s");
    }
  }

  @Test
  void reportSaysWhoImportedWhatAndWhatCameOfIt() {
    String client = Given.unique("Reported client");
    Person manager = given.createUser("Manager");
    Imports own = new Imports(manager.api());
    Answer accepted = own.send("hours of march.csv", SMALL.formatted(client), mapping());
    assertThat(accepted.expect(202).header("Location")).endsWith("/imports/" + accepted.id());
    assertThat(accepted.json().path("status").asText()).isIn("QUEUED", "RUNNING", "COMPLETED");
    JsonNode done = own.awaitEnd(accepted.id());
    assertThat(counts(done)).isEqualTo("COMPLETED GENERIC rows 4 = 2 + 0 + 2");
    assertThat(done.path("fileName").asText()).isEqualTo("hours of march.csv");
    assertThat(done.path("fileSize").asInt()).isEqualTo(SMALL.formatted(client).length());
    assertThat(done.path("userId").asLong()).isEqualTo(manager.id());
    assertThat(done.path("createdHours").decimalValue())
        .isEqualByComparingTo(BigDecimal.valueOf(SMALL_SECONDS).divide(BigDecimal.valueOf(3600)));
    assertThat(done.path("createdClients").asInt()).isEqualTo(1);
    assertThat(done.path("createdServices").asInt()).isEqualTo(1);
    assertThat(done.path("startedAt").asText())
        .isLessThanOrEqualTo(done.path("finishedAt").asText());
    assertThat(done.path("jobId").asLong()).isPositive();
    assertThat(done.path("problems"))
        .extracting(p -> p.path("line").asInt() + " " + p.path("column").asText())
        .containsExactly("4 Hours", "5 Hours");
    JsonNode listed = own.api().get(Imports.PATH + "?userId=" + manager.id()).expect(200).json();
    assertThat(listed.path("items")).hasSize(1);
    assertThat(listed.at("/items/0/created").asInt()).isEqualTo(2);
    assertThat(
            given.select("select count(*) from import_chunks where import_id = ?", accepted.id()))
        .containsExactly("0");
  }

  @Test
  void previewStoresNothing() {
    String client = Given.unique("Previewed client");
    String before = given.select("select count(*) from imports").get(0);
    JsonNode preview =
        imports.preview(SMALL.formatted(client).getBytes(), mapping()).expect(200).json();
    assertThat(preview.path("format").asText()).isEqualTo("GENERIC");
    assertThat(preview.path("rows").asInt()).isEqualTo(4);
    assertThat(preview.path("accepted").asInt()).isEqualTo(2);
    assertThat(preview.path("hours").decimalValue()).isEqualByComparingTo("1.75");
    assertThat(preview.at("/items/0/client").asText()).isEqualTo(client);
    assertThat(preview.at("/items/1/seconds").asInt()).isEqualTo(900);
    assertThat(preview.path("problems")).hasSize(2);
    assertThat(preview.at("/mapping/client").asText()).isEqualTo("Client");
    assertThat(given.select("select count(*) from imports")).containsExactly(before);
    assertThat(stored()).isEqualTo("0 entries, 0 s");
    assertThat(given.select("select count(*) from clients where legal_name = ?", client))
        .containsExactly("0");
  }

  @Test
  void mappingFaultsAreAllNamedAtOnce() {
    String faulty = "{\"klient\":\"Client\",\"rounding\":\"SOME\",\"dateFormat\":\"nonsense\"}";
    assertThat(imports.preview("a,b\n".getBytes(), faulty).expect(200).text())
        .contains("klient", "rounding", "dateFormat", "sourceSystem");
    Set<String> pointers = new HashSet<>();
    imports
        .send("a.csv", "a,b\n", faulty)
        .expect(400)
        .json()
        .path("errors")
        .forEach(e -> pointers.add(e.path("pointer").asText()));
    assertThat(pointers)
        .containsExactlyInAnyOrder("/mapping/klient", "/mapping/rounding", "/mapping/dateFormat");
    for (String mapping : List.of("{", "[]", "null", "\"x\"", "{\"client\":1}")) {
      assertThat(imports.send("a.csv", "a,b\n", mapping).status()).as(mapping).isEqualTo(400);
    }
  }

  @Test
  void columnOfTheMappingThatTheFileLacksFailsTheImport() {
    JsonNode done = imports.run("a.csv", SMALL, "{\"client\":\"Customer\"}");
    assertThat(done.path("status").asText()).isEqualTo("FAILED");
    assertThat(done.at("/problems/0/detail").asText()).contains("Customer", "Client");
    assertThat(done.path("created").asInt()).isZero();
  }

  @Test
  void importsAreForThoseWhoMay() {
    long id = imports.run("a.csv", SMALL, mapping()).path("id").asLong();
    Imports staff = new Imports(given.createUser("Staff").api());
    assertThat(staff.send("a.csv", SMALL, null).status()).isEqualTo(403);
    assertThat(staff.preview(SMALL.getBytes(), null).status()).isEqualTo(403);
    assertThat(staff.api().get(Imports.PATH).status()).isEqualTo(403);
    assertThat(staff.api().get(problemsOf(id)).status()).isEqualTo(403);
    Imports viewer = new Imports(given.createUser("Viewer").api());
    assertThat(viewer.get(id).path("created").asInt()).isEqualTo(2);
    assertThat(viewer.send("a.csv", SMALL, null).status()).isEqualTo(403);
    assertThat(viewer.api().post(cancelOf(id), "").status()).isEqualTo(403);
    Imports nobody = new Imports(plinth.anonymous());
    assertThat(nobody.send("a.csv", SMALL, null).status()).isEqualTo(401);
    assertThat(nobody.api().get(Imports.PATH + "/" + id).status()).isEqualTo(401);
  }

  @Test
  void endedImportCannotBeCancelledAndUnknownOnesAreNotFound() {
    long id = imports.run("a.csv", SMALL, mapping()).path("id").asLong();
    assertThat(imports.api().post(cancelOf(id), "").status()).isEqualTo(409);
    assertThat(imports.api().get(Imports.PATH + "/999999").status()).isEqualTo(404);
    assertThat(imports.api().get(problemsOf(999_999)).status()).isEqualTo(404);
    assertThat(imports.api().get(Imports.PATH + "/abc").status()).isEqualTo(400);
  }

  private String mapping() {
    return "{\"sourceSystem\":\"" + system + "\"}";
  }

  private String stored() {
    return given
        .select(
            """
            select count(*) || ' entries, ' || coalesce(sum(duration), 0) || ' s'
            from timesheet_entries where source_system = ?
            """,
            system)
        .get(0);
  }

  private static String counts(JsonNode done) {
    return "%s %s rows %d = %d + %d + %d"
        .formatted(
            done.path("status").asText(),
            done.path("format").asText(),
            done.path("rows").asLong(),
            done.path("created").asLong(),
            done.path("skipped").asLong(),
            done.path("rejected").asLong());
  }

  private static String problemsOf(long id) {
    return Imports.PATH + "/" + id + "/problems";
  }

  private static String cancelOf(long id) {
    return Imports.PATH + "/" + id + "/cancel";
  }
}
