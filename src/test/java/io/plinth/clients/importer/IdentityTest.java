package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The same entry has the same key however the file is written; different entries never share one.
 */
class IdentityTest {

  private static final String CSV =
      "date,client,description,hours\n2024-03-04,Acme,\"a\nb\",1.5\n2024-03-04,Acme,c,1.5\n";

  private static List<String> keys(Reading reading) {
    return reading.rows().stream().map(row -> row.sourceSystem() + "/" + row.sourceId()).toList();
  }

  @Test
  void writingDoesNotMatter() {
    List<String> keys = keys(Reading.of(CSV));
    assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.startsWith("generic-"));
    assertThat(keys.get(0)).matches("generic-[0-9a-f]{8}/[0-9a-f]{64}-1");
    assertThat(keys(Reading.of("\uFEFF" + CSV))).isEqualTo(keys);
    assertThat(keys(Reading.of(CSV.replace("\n", "\r\n")))).isEqualTo(keys);
    assertThat(keys(Reading.of(CSV.replace(',', ';')))).isEqualTo(keys);
    assertThat(keys(Reading.of(CSV.replace("Acme", "\" Acme \"")))).isEqualTo(keys);
    byte[] utf16 = ("\uFEFF" + CSV).getBytes(StandardCharsets.UTF_16BE);
    assertThat(keys(Reading.of(utf16, null, Reading.BERLIN))).isEqualTo(keys);
  }

  @Test
  void fieldsDoNotRunIntoEachOther() {
    String header = "date,client,project,hours\n";
    assertThat(keys(Reading.of(header + "2024-03-04,ab,c,1.5\n")))
        .isNotEqualTo(keys(Reading.of(header + "2024-03-04,a,bc,1.5\n")));
    assertThat(keys(Reading.of(header + "2024-03-04,\"1:a\",,1.5\n")))
        .isNotEqualTo(keys(Reading.of(header + "2024-03-04,1,a,1.5\n")));
  }

  @Test
  void equalRowsAreNumberedAsTheyCome() {
    String row = "2024-03-04,Acme,1.5\n";
    Reading read = Reading.of("date,client,hours\n" + row + "2024-03-05,Acme,1.5\n" + row + row);
    assertThat(read.rows())
        .extracting(r -> r.sourceId().substring(64))
        .containsExactly("-1", "-1", "-2", "-3");
    assertThat(keys(read)).doesNotHaveDuplicates();
  }

  @Test
  void aMappedIdIsTakenAsItIsAndMustBeThere() {
    String csv = "date,client,hours,no\n2024-03-04,Acme,1.5,K-1\n2024-03-04,Acme,1.5,\n";
    Reading read = Reading.of(csv, "{\"sourceId\":\"no\"}");
    assertThat(read.rows()).extracting(ImportRow::sourceId).containsExactly("K-1");
    assertThat(read.problems()).extracting(ImportProblem::column).containsExactly("no");
  }

  @Test
  void theSourceSystemTellsHeadersApart() {
    String system = Reading.of(CSV).file().sourceSystem();
    assertThat(Reading.of(CSV.replace("client", " CLIENT ")).file().sourceSystem())
        .isEqualTo(system);
    assertThat(Reading.of(CSV.replace("client", "customer")).file().sourceSystem())
        .isNotEqualTo(system);
  }

  @Test
  void countsLikeAMap() {
    OrdinalCounter counter = new OrdinalCounter();
    Map<Long, Integer> expected = new HashMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      long hash = (long) random.nextInt(20_000) << 8; // alike in their low bits: slots collide
      assertThat(counter.next(hash)).isEqualTo(expected.merge(hash, 1, Integer::sum));
    }
  }

  @Test
  void theSinkCanStopTheReading() throws Exception {
    Reading read = Reading.of(CSV);
    int[] calls = {0};
    read.file()
        .read(
            () -> new ByteArrayInputStream(CSV.getBytes(StandardCharsets.UTF_8)),
            new RowSink() {
              @Override
              public void row(ImportRow row) {
                calls[0]++;
              }

              @Override
              public void problem(ImportProblem problem) {
                calls[0]++;
              }

              @Override
              public boolean wantsMore() {
                return calls[0] == 0;
              }
            });
    assertThat(calls[0]).isEqualTo(1);
  }
}
