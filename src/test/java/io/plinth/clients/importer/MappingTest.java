package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTest {

  private static List<ImportProblem> faults(String json) {
    return catchThrowableOfType(ImportRejected.class, () -> ImportMapping.parse(json)).problems();
  }

  @Test
  void namesEveryFaultAtOnce() {
    List<ImportProblem> faults =
        faults(
            """
            {"clint":"a","hours":3,"timeZone":"Mars/Base","dateFormat":"dd/mm/yyyy",
             "decimal":"'","rounding":"DOWN","service":"a","project":"b"}""");
    assertThat(faults)
        .extracting(ImportProblem::column)
        .containsExactlyInAnyOrder(
            "clint", "hours", "timeZone", "dateFormat", "decimal", "rounding", "project");
    assertThat(faults.get(0).detail()).contains("sourceId", "timeZone", "project");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "\"x\"", "{", "{\"user\":\"a\",\"user\":\"b\"}", "{} {}"})
  void refusesWhatIsNoJsonObject(String json) {
    assertThat(faults(json)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dd/MM", "YYYY-MM-dd", "hh:mm dd.MM.yyyy", "HH:mm", "foo", "'"})
  void refusesFormatsThatStateNoDate(String format) {
    assertThat(faults("{\"dateFormat\":\"" + format + "\"}").get(0).detail())
        .contains("dd/MM/yyyy");
  }

  @Test
  void refusesLongFormats() {
    String brackets = "[".repeat(15_000);
    assertThat(faults("{\"dateFormat\":\"" + brackets + "\"}").get(0).detail())
        .contains("15000 characters; at most 100");
  }

  @Test
  void roundTrips() {
    String json =
        """
        {"client":"c","project":"p","sourceId":"i","sourceSystem":"ours","dateFormat":"d.M.yyyy",
         "timeZone":"UTC","decimal":",","rounding":"up"}""";
    assertThat(ImportMapping.parse(json).toMap())
        .hasToString(
            "{client=c, service=p, sourceId=i, sourceSystem=ours, dateFormat=d.M.yyyy,"
                + " timeZone=UTC, decimal=,, rounding=UP}");
  }

  @Test
  void namesTheColumnsThereAreWhenOneIsNot() {
    List<ImportProblem> problems =
        Reading.rejected(
                "alpha,beta\n1,2\n", "{\"client\":\"gamma\",\"date\":\"delta\",\"hours\":\"beta\"}")
            .problems();
    assertThat(problems).extracting(ImportProblem::column).containsExactly("client", "date");
    assertThat(problems).allMatch(p -> p.detail().contains("alpha, beta"));
  }

  @Test
  void namesWhatAMappingLacks() {
    assertThat(Reading.rejected("a,b\n1,2\n", "{\"client\":\"a\"}").problems())
        .extracting(ImportProblem::column)
        .containsExactly("date", "hours");
  }

  @Test
  void suggestsAMappingForAnUnknownHeader() {
    for (String mapping : new String[] {null, "{\"rounding\":\"UP\"}"}) {
      assertThat(Reading.rejected("a,b\n1,2\n", mapping).problems().get(0).detail())
          .contains("Toggl", "Clockify", "Harvest", "Kimai", "a, b", "mapping");
    }
  }

  @Test
  void overridesOnlyTheKeysItGives() {
    String csv = "date,client,project,team,hours\n2024-03-04,Acme,Alpha,Blue,1.5\n";
    Reading read = Reading.of(csv, "{\"service\":\"TEAM\",\"sourceSystem\":\"ours\"}");
    assertThat(read.file().format()).isEqualTo(SourceFormat.GENERIC);
    assertThat(read.only().service()).isEqualTo("Blue");
    assertThat(read.only().client()).isEqualTo("Acme");
    assertThat(read.only().sourceSystem()).isEqualTo("ours");
  }
}
