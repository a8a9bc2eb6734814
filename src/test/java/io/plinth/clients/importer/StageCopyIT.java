package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.persistence.MigratedDatabase;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever a text holds, it arrives in the database as it was. */
class StageCopyIT {
  private static final List<String> PIECES =
      List.of(
          "\t",
          "\n",
          "\r",
          "\r\n",
          "\\",
          "\\N",
          "\\.",
          "\\.\n",
          "\\t",
          "\\x41",
          "\\101",
          "\b",
          "\f",
          "\u000b",
          "\u0001",
          "\u007f",
          "\u0085",
          "\u00a0",
          "\u2028",
          "\ufeff",
          "\ufffd",
          "\ufffe",
          "\"",
          "'",
          ",",
          ";",
          "$$",
          "%s",
          ":name",
          "?",
          "é",
          "ß",
          "Ω",
          "日本",
          "👩‍🚀",
          "\ud83d\udd25",
          "a",
          "Z",
          "0",
          " ");
  private static MigratedDatabase database;

  @BeforeAll
  static void migrate() {
    database = MigratedDatabase.create("stage_copy");
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Test
  void everyTextComesBackAsItWas() {
    List<String> texts = new ArrayList<>(PIECES);
    texts.add("");
    Random random = new Random(99);
    for (int i = 0; i < 5_000; i++) {
      texts.add(text(random));
    }
    List<ImportRow> rows = texts.stream().map(StageCopyIT::row).toList();
    assertThat(copied(rows, "description")).isEqualTo(texts);
    assertThat(copied(rows, "client")).isEqualTo(texts);
  }

  @Test
  void emptyTextIsNotNull() {
    assertThat(copied(List.of(row(""), row(null), row("\\N")), "description"))
        .containsExactly("", null, "\\N");
  }

  @Test
  void everyColumnKeepsItsPlace() {
    ImportRow row =
        new ImportRow(
            7,
            "client",
            "service",
            "user",
            "mail",
            "task",
            "text",
            "a, b",
            LocalDate.of(2024, 2, 29),
            LocalTime.of(23, 59, 59),
            LocalTime.MIDNIGHT,
            86_400,
            false,
            new BigDecimal("0.0001"),
            "EUR",
            "system",
            "id");
    assertThat(copied(List.of(row), "cast(s as text)"))
        .containsExactly(
            "(0,7,client,service,user,mail,task,text,\"a, b\",2024-02-29,23:59:59,00:00:00,86400,f,"
                + "0.0001,EUR,system,id)");
  }

  private static List<String> copied(List<ImportRow> rows, String expression) {
    var tx = database.transactions();
    return tx.write(
        () -> {
          tx.sql("create temporary table stage (" + StagingRepository.COLUMNS + ") on commit drop")
              .update();
          assertThat(tx.copy("stage", StageCopy.of(rows))).isEqualTo(rows.size());
          return tx.sql("select " + expression + " from stage s order by n")
              .list(row -> row.getString(1));
        });
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(
          random.nextBoolean()
              ? PIECES.get(random.nextInt(PIECES.size()))
              : Character.toString(codePoint(random)));
    }
    return text.toString();
  }

  /** Any character but NUL and halves of pairs, neither of which the database can hold. */
  private static int codePoint(Random random) {
    int codePoint = 1 + random.nextInt(Character.MAX_CODE_POINT);
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE
        ? 'x'
        : codePoint;
  }

  private static ImportRow row(String text) {
    return new ImportRow(
        1,
        text,
        null,
        null,
        null,
        null,
        text,
        null,
        LocalDate.of(2024, 1, 1),
        null,
        null,
        60,
        true,
        null,
        "USD",
        "s",
        "i");
  }
}
