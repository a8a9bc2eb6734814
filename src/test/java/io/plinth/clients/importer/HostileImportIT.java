package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Given;
import io.plinth.fixture.Plinth;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is uploaded, the server says what is wrong with it, stores none of it, and lives on. */
class HostileImportIT {
  private static final int MIB = 1 << 20;
  private static final int MOST_RESIDENT_MIB = 900;

  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();
  private final Imports imports = new Imports(plinth.api());

  static Stream<HostileFile> refused() {
    return HostileFile.refused();
  }

  @AfterEach
  void serverIsWellAndSaysNothingOfItsInside() throws IOException {
    assertThat(plinth.anonymous().get("/health/live").status()).isEqualTo(200);
    assertThat(peakMiB()).isLessThan(MOST_RESIDENT_MIB);
    assertThat(plinth.output()).doesNotContain("OutOfMemoryError");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void fileIsRefusedWithItsReasonAndNothingIsStored(HostileFile file) {
    String before = entries();
    JsonNode done = imports.run("timesheet.csv", file.bytes(), null);
    assertThat(done.path("status").asText()).isEqualTo("FAILED");
    assertThat(done.path("created").asInt()).isZero();
    assertThat(done.path("problemCount").asInt()).isPositive();
    assertClear(done.at("/problems/0/detail").asText(), file);
    assertThat(entries()).isEqualTo(before);
    if (file.bytes().length < MIB) {
      Answer preview = imports.preview(file.bytes(), null).expect(200);
      assertThat(preview.json().path("rows").asInt()).isZero();
      assertThat(preview.json().path("items").isEmpty()).isTrue();
      assertClear(preview.json().at("/problems/0/detail").asText(), file);
    }
  }

  private static void assertClear(String detail, HostileFile file) {
    assertThat(detail)
        .containsPattern(file.reason())
        .doesNotContain("Exception", "java.", "null")
        .hasSizeLessThan(600);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/imports, false",
    "/api/v1/imports, true",
    "/api/v1/imports/preview, false",
    "/api/v1/imports/preview, true"
  })
  void moreThan50MibIsRefusedWhileItIsRead(String path, boolean chunked) {
    for (long size : new long[] {51L * MIB, 1024L * MIB}) {
      Upload upload = upload(path, "x", size, chunked);
      assertThat(upload.status()).isEqualTo(413);
      assertThat(upload.answer()).contains("application/problem+json", "/problems/too-large");
    }
    assertThat(temporaryMiB()).isLessThan(4 * 51);
  }

  @Test
  void exactly50MibAreTakenAndOneByteMoreIsNot() {
    String row = "r".repeat(1023) + "\n";
    Upload most = upload(Imports.PATH, row, 50L * MIB, false);
    assertThat(most.status()).isEqualTo(202);
    Upload more = upload(Imports.PATH, row, 50L * MIB + 1, true);
    assertThat(more.status()).isEqualTo(413);
  }

  private Upload upload(String path, String piece, long size, boolean chunked) {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    return Upload.send(plinth.baseUri(), path, Plinth.ADMIN_KEY, bytes, size, chunked);
  }

  @Test
  void formulasAreStoredAsTextAndNeutralInExports() {
    String client = Given.unique("=HYPERLINK(\"http://evil.example\")");
    String cell = "@SUM(1+1)*cmd|' /C calc'!A0";
    String file =
        HostileFile.HEADER
            + "2024-03-14,\"%s\",\"%s\",1\n2024-03-15,\"%s\",\"+1-1\",1\n"
                .formatted(client.replace("\"", "\"\""), cell, client.replace("\"", "\"\""));
    assertThat(imports.run("f.csv", file, null).path("created").asInt()).isEqualTo(2);
    long id =
        Long.parseLong(given.select("select id from clients where legal_name = ?", client).get(0));
    assertThat(given.select("select description from timesheet_entries where client_id = ?", id))
        .containsExactlyInAnyOrder(cell, "+1-1");
    String csv =
        imports
            .api()
            .with("Accept", "text/csv")
            .get("/api/v1/timesheet-entries?clientId=" + id)
            .expect(200)
            .text();
    assertThat(csv).contains("'" + cell).contains("'+1-1").doesNotContainPattern("(^|,|\")[=@+]");
  }

  @Test
  void problemsQuoteCellsThatSpreadsheetsWouldRun() {
    String file = HostileFile.HEADER + "=1+1,Hostile,x,1\n" + HostileFile.ROW;
    long id = imports.run("f.csv", file, mapping()).path("id").asLong();
    Answer csv =
        imports.api().with("Accept", "text/csv").get(Imports.PATH + "/" + id + "/problems");
    assertThat(csv.expect(200).text()).contains("'=1+1").doesNotContainPattern("(^|,|\")=");
  }

  @Test
  void badRowsAreNamedAndTheOthersStored() {
    String file =
        HostileFile.HEADER
            + HostileFile.ROW
            + "2024-03-14,Hostile,nul\0here,1\n"
            + "2024-03-14,Hostile,bell\u0007,1\n"
            + "2024-02-30,Hostile,no such day,1\n"
            + "2024-03-14,Hostile,too,many,1\n"
            + "2024-03-14,Hostile,1\n"
            + "2024-03-14,Hostile,minus,-1\n"
            + "2024-03-14,Hostile,text,eight\n"
            + "2024-03-14,Hostile,endless,1e999\n"
            + "2024-03-14,Hostile,🔥 ok,1\n";
    JsonNode done = imports.run("f.csv", file, mapping());
    assertThat(done.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(done.path("rows").asInt()).isEqualTo(10);
    assertThat(done.path("created").asInt()).isEqualTo(2);
    assertThat(done.path("rejected").asInt()).isEqualTo(8);
    assertThat(done.path("problems"))
        .extracting(p -> p.path("line").asInt())
        .containsExactly(3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(done.path("problems")).allMatch(p -> !p.path("detail").asText().isBlank());
    assertThat(
            given.select(
                "select description from timesheet_entries where import_id = ? order by 1",
                done.path("id").asLong()))
        .containsExactly("row", "🔥 ok");
  }

  @Test
  void ofColumnsWithOneNameTheFirstCountsAndThePreviewShowsIt() {
    String file = "date,client,client,hours\n2024-03-14,First,Second,1\n";
    JsonNode preview = imports.preview(file.getBytes(StandardCharsets.UTF_8), null).json();
    assertThat(preview.at("/items/0/client").asText()).isEqualTo("First");
    assertThat(preview.path("columns")).hasSize(4);
  }

  @Test
  void requestWithoutTheFileIsRefused() {
    Answer none =
        imports
            .api()
            .send(
                "POST",
                Imports.PATH,
                "multipart/form-data; boundary=B",
                BodyPublishers.ofString(
                    "--B\r\nContent-Disposition: form-data; name=\"mapping\"\r\n\r\n{}\r\n--B--"));
    assertThat(none.expect(400).text()).contains("/file", "Send the file as the part");
  }

  @Test
  void twoFilesInOneRequestAreRefused() {
    String part =
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n%s\r\n";
    String body =
        part.formatted("a.csv", HostileFile.HEADER + HostileFile.ROW)
            + part.formatted("b.csv", HostileFile.HEADER + HostileFile.ROW)
            + "--B--\r\n";
    String type = "multipart/form-data; boundary=B";
    for (String path : List.of(Imports.PATH, Imports.PATH + "/preview")) {
      Answer answer = imports.api().send("POST", path, type, BodyPublishers.ofString(body));
      assertThat(answer.expect(400).text()).contains("/file", "one file");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no boundary",
        "--B\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nrow",
        "--B\r\nnonsense\r\n\r\nrow\r\n--B--\r\n",
        "--B--\r\n"
      })
  void brokenMultipartIsTheSendersFault(String body) {
    String type = "multipart/form-data; boundary=B";
    for (String path : List.of(Imports.PATH, Imports.PATH + "/preview")) {
      Answer answer = imports.api().send("POST", path, type, BodyPublishers.ofString(body));
      assertThat(answer.expect(400).mediaType()).isEqualTo("application/problem+json");
      assertThat(answer.text()).doesNotContain("Exception", "org.", "java.");
    }
  }

  @Test
  void otherMediaTypesAreRefused() {
    for (String type : List.of("application/json", "text/csv", "multipart/form-data")) {
      Answer answer =
          imports.api().send("POST", Imports.PATH, type, BodyPublishers.ofString("a,b"));
      assertThat(answer.status()).as(type).isIn(400, 415);
      assertThat(answer.mediaType()).isEqualTo("application/problem+json");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../../etc/passwd          | passwd",
        "ür/日本 🔥.csv            | 日本 🔥.csv",
        "<script>alert(1)</script> | script>",
        "..                        | ..",
        "%0d%0aX-Evil: 1.csv       | %0d%0aX-Evil: 1.csv"
      })
  void fileNameIsOnlyAName(String name, String stored) {
    Answer answer = imports.send(name, HostileFile.HEADER + HostileFile.ROW, mapping());
    assertThat(answer.expect(202).json().path("fileName").asText()).isEqualTo(stored);
    assertThat(answer.header("X-Evil")).isNull();
    imports.awaitEnd(answer.id());
  }

  @Test
  void fileNameOf10000CharactersIsCut() {
    Answer answer = imports.send("n".repeat(10_000), HostileFile.HEADER, null).expect(202);
    assertThat(answer.json().path("fileName").asText()).hasSize(200);
    imports.awaitEnd(answer.id());
  }

  @Test
  void hostileMappingIsRefused() {
    String deep = "{\"client\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";
    String large = "{\"client\":\"" + "c".repeat(100_000) + "\"}";
    for (String mapping : List.of(deep, large)) {
      Answer answer =
          imports
              .api()
              .multipart(
                  Imports.PATH, Map.of("mapping", mapping), "f.csv", HostileFile.HEADER.getBytes());
      assertThat(answer.expect(400).text()).doesNotContain("Exception", "com.fasterxml");
    }
  }

  private static String mapping() {
    return "{\"sourceSystem\":\"" + Given.unique("hostile") + "\"}";
  }

  private String entries() {
    return given.select("select count(*) from timesheet_entries").get(0);
  }

  private long temporaryMiB() {
    File[] files = plinth.temporary().toFile().listFiles();
    return Arrays.stream(files).mapToLong(File::length).sum() / MIB;
  }

  private long peakMiB() throws IOException {
    Path status = Path.of("/proc/" + plinth.handle().pid() + "/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    String line =
        Files.readAllLines(status).stream().filter(l -> l.startsWith("VmHWM")).findFirst().get();
    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
  }
}
