package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer is a clear problem, or a problem of the row alone. */
class HostileFilesTest {

  private static final String HEADER = "date,client,description,hours\n";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static Stream<Arguments> unreadable() {
    return Stream.of(
        Arguments.of(bytes(""), "empty"),
        Arguments.of(bytes("\u00EF\u00BB\u00BF"), "empty"),
        Arguments.of(bytes("\n \n"), "empty"),
        Arguments.of(bytes(HEADER), "no rows"),
        Arguments.of(bytes("PK\u0003\u0004rest"), "Save the sheet as CSV"),
        Arguments.of(bytes("\u00D0\u00CF\u0011\u00E0rest"), "XLS"),
        Arguments.of(bytes("\u001F\u008Brest"), "gzip"),
        Arguments.of(bytes("%PDF-1.7"), "PDF"),
        Arguments.of(bytes("\n <!DOCTYPE html><html>"), "web page"),
        Arguments.of(bytes("[{\"a\":1}]"), "JSON"),
        Arguments.of(bytes("a\0b,c\n"), "binary"),
        Arguments.of(HEADER.getBytes(StandardCharsets.UTF_16LE), "UTF-16"),
        Arguments.of(bytes(HEADER + "2024-03-04,Acme,\"never closed,1.5\n"), "never closed"),
        Arguments.of(bytes(HEADER + "2024-03-04,\"Acme\"x,a,1.5\n"), "closing quote"),
        Arguments.of(bytes("c,".repeat(500) + "\n"), "at most 200"),
        Arguments.of(bytes("c,".repeat(5000) + "\n"), "200 columns"),
        Arguments.of(bytes(HEADER + "2024-03-04,Acme," + "x".repeat(65_537) + ",1.5\n"), "65536"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void saysWhyAFileCannotBeRead(byte[] file, String reason) {
    assertThat(Reading.rejected(file, null).problems().get(0).detail()).contains(reason);
  }

  @Test
  void namesLineAndByteOfWhatIsNotUtf8() {
    ImportProblem problem =
        Reading.rejected(bytes(HEADER + "2024-03-04,M\u00FCller,,1.5\n"), null).problems().get(0);
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.detail()).contains("line 2, byte 43", "Save it as UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u00C0\u0080", "\u00ED\u00A0\u0080", "\u00F4\u0090\u0080\u0080", "\u00E2\u0082"})
  void refusesOverlongSurrogateAndCutSequences(String sequence) {
    assertThat(Reading.rejected(bytes(HEADER + sequence), null).problems().get(0).detail())
        .contains("not valid UTF-8");
  }

  @Test
  void aWrongNumberOfFieldsIsTheRowsProblem() {
    Reading read =
        Reading.of(HEADER + "2024-03-04,A,x,1.5,9\n2024-03-04,A,1.5\n\n,,,\n2024-03-04,A,x,1.5\n");
    assertThat(read.file().rows()).isEqualTo(3);
    assertThat(read.problems()).extracting(ImportProblem::line).containsExactly(2L, 3L);
    assertThat(read.problems().get(0).detail()).contains("5 fields", "4 columns");
    assertThat(read.rows()).extracting(ImportRow::line).containsExactly(6L);
  }

  @Test
  void linesAreThePhysicalOnes() {
    Reading read =
        Reading.of(HEADER + "2024-03-04,A,\"two\r\nlines\",1.5\r\n2024-03-04,A,\"x\",0\r\n");
    assertThat(read.rows().get(0).description()).isEqualTo("two\nlines");
    assertThat(read.problems()).extracting(ImportProblem::line).containsExactly(4L);
  }

  @Test
  void controlCharactersAreTheRowsProblem() {
    Reading read =
        Reading.of(
            HEADER
                + "2024-03-04,Acme,nul\0,1.5\n"
                + "2024-03-04,Ac\u0007me,ok,1.5\n"
                + "2024-03-04,\"Ac\nme\",ok,1.5\n"
                + "2024-03-04,Acme,\"tab\there\",1.5\n");
    assertThat(read.problems())
        .extracting(ImportProblem::column)
        .containsExactly("description", "client", "client");
    assertThat(read.rows()).hasSize(1);
  }

  @Test
  void textHasLimits() {
    String row = "2024-03-04,%s,%s,1.5\n";
    Reading read =
        Reading.of(
            HEADER
                + row.formatted("c".repeat(200), "d".repeat(4000))
                + row.formatted("c".repeat(201), "d")
                + row.formatted("c", "d".repeat(4001)));
    assertThat(read.rows()).hasSize(1);
    assertThat(read.problems())
        .extracting(ImportProblem::column)
        .containsExactly("client", "description");
    assertThat(read.problems()).allMatch(problem -> problem.value().length() == 200);
  }

  @Test
  void refusesNulInTheHeaderOfAnyCharset() {
    String text = "\ufeffdate,client,de\0scription,hours\n2024-03-04,Acme,,1.5\n";
    for (Charset charset : new Charset[] {StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
      assertThat(Reading.rejected(text.getBytes(charset), null).problems().get(0).detail())
          .contains("NUL");
    }
  }

  @Test
  void tagsAndRatesHaveTheLimitsOfTypedEntries() {
    String row = "2024-03-04,Acme,\"%s\",%s,1.5\n";
    Reading read =
        Reading.of(
            "date,client,tags,rate,hours\n"
                + row.formatted("t,".repeat(49) + "t", "99999999.9999")
                + row.formatted("t,".repeat(50) + "t", "1")
                + row.formatted("t".repeat(200) + ", " + "u".repeat(201), "1")
                + row.formatted("t", "100000000"));
    assertThat(read.rows()).hasSize(1);
    assertThat(read.problems())
        .extracting(ImportProblem::column)
        .containsExactly("tags", "tags", "rate");
    assertThat(read.problems().get(2).detail()).contains("8 digits");
  }

  @Test
  void namesAreTrimmedAndFolded() {
    assertThat(Reading.of(HEADER + "2024-03-04,\u00A0 Big   Company ,,1.5\n").only().client())
        .isEqualTo("Big Company");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "x,", "\"x", "\"x\"\"", "\n\n\n\n"})
  void oneEndlessLineFailsAtOnceInLittleMemory(String unit) {
    byte[] chunk = unit.repeat(1 << 18).getBytes(StandardCharsets.UTF_8);
    FileSource endless =
        () ->
            new SequenceInputStream(
                Collections.enumeration(
                    Stream.<InputStream>generate(() -> new ByteArrayInputStream(chunk))
                        .limit(50)
                        .toList()));
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () ->
            assertThat(catchThrowable(() -> Reading.of(endless, null, Reading.BERLIN)))
                .isInstanceOf(ImportRejected.class));
  }

  @Test
  void noticesThatTheFileChanged() throws Exception {
    Reading read = Reading.of(HEADER + "2024-03-04,Acme,,1.5\n");
    FileSource other = () -> new ByteArrayInputStream(bytes("a,b,c,d\n1,2,3,4\n"));
    assertThat(catchThrowable(() -> read.file().read(other, new Discard())))
        .isInstanceOf(ImportRejected.class)
        .hasMessageContaining("changed");
  }

  private static final class Discard implements RowSink {
    @Override
    public void row(ImportRow row) {}

    @Override
    public void problem(ImportProblem problem) {}
  }
}
