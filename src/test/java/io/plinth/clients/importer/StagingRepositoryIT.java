package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.persistence.MigratedDatabase;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose entries a batch makes, and which rows it refuses. */
class StagingRepositoryIT {
  private static final String WEDNESDAY = "2026-01-07";
  private MigratedDatabase database;
  private long importer;
  private long importId;

  @BeforeEach
  void migrate() {
    database = MigratedDatabase.create("staging");
    importer =
        database.number(
            "insert into users (display_name, role_id) values ('Ida Importer', 1) returning id");
    importId = another();
  }

  private long another() {
    return database.number(
        "insert into imports (user_id, file_name, file_size, status) values (?, 'f', 1,"
            + " 'RUNNING') returning id",
        importer);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private List<ImportProblem> store(ImportRow... rows) {
    var batch =
        new StagingRepository.Batch(
            importId, importer, "USD", "No client", List.of(rows), 0, rows.length);
    StagingRepository staging = new StagingRepository(database.transactions());
    return database.transactions().write(() -> staging.store(batch));
  }

  private static ImportRow row(String id, String client, String service, String user, String mail) {
    return row(id, client, service, user, mail, WEDNESDAY, null, null);
  }

  private static ImportRow row(
      String id,
      String client,
      String service,
      String user,
      String mail,
      String date,
      String rate,
      String currency) {
    return new ImportRow(
        Long.parseLong(id) + 1,
        client,
        service,
        user,
        mail,
        null,
        null,
        null,
        LocalDate.parse(date),
        null,
        null,
        3600,
        true,
        rate == null ? null : new BigDecimal(rate),
        currency,
        "test",
        id);
  }

  private String counters() {
    return database.text(
        "select created || ' ' || skipped || ' ' || rejected from imports where id = ?", importId);
  }

  /** Of an entry, by its source id. */
  private String entry(String id, String expression) {
    return database.text(
        "select "
            + expression
            + " from timesheet_entries e join clients c on c.id = e.client_id"
            + " join users u on u.id = e.user_id left join services s on s.id = e.service_id"
            + " where source_id = ?",
        id);
  }

  private static final String REPEATED = "An earlier row of this file has the same sourceId.";

  @Test
  void sourceIdThatStandsTwiceInAFileIsAProblemAndInALaterImportIsKnown() {
    assertThat(store(row("1", "A", null, null, null), row("1", "B", null, null, null)))
        .containsExactly(new ImportProblem(2, null, "1", REPEATED));
    assertThat(store(row("1", "C", null, null, null)))
        .containsExactly(new ImportProblem(2, null, "1", REPEATED));
    assertThat(counters()).isEqualTo("1 0 2");
    assertThat(entry("1", "c.legal_name")).isEqualTo("A");
    importId = another();
    assertThat(store(row("1", "A", null, null, null))).isEmpty();
    assertThat(counters()).isEqualTo("0 1 0");
  }

  @Test
  void fallbackClientIsInTheFirmsCurrencyAndOthersInTheirOwn() {
    store(
        row("1", "No Client", null, null, null, WEDNESDAY, "9", "EUR"),
        row("2", "A", null, null, null, WEDNESDAY, "9", "EUR"),
        row("3", "no client", null, null, null));
    assertThat(entry("1", "c.currency || e.currency")).isEqualTo("USDEUR");
    assertThat(entry("2", "c.currency || e.currency")).isEqualTo("EUREUR");
    assertThat(entry("3", "c.currency || e.currency")).isEqualTo("USDUSD");
  }

  @Test
  void personIsFoundByTheNameToSignInWithWhereNobodyIsCalledSo() {
    database.execute(
        "insert into users (display_name, username, role_id) values ('Ann Smith', 'ann', 1)");
    store(row("1", "A", null, "ANN", null), row("2", "A", null, "Bob", null));
    assertThat(entry("1", "u.display_name")).isEqualTo("Ann Smith");
    database.execute("update users set username = 'bob' where username = 'ann'");
    store(row("3", "A", null, "bob", null));
    assertThat(entry("3", "u.display_name")).isEqualTo("Bob");
  }

  @Test
  void oldNamesAreCreatedAgainAfterARename() {
    store(
        row("1", "RV Alpha", "Tax", "Ann", "ann@a.example"),
        row("2", "RV Alpha", "Tax", "Bob", null));
    database.execute(
        "update clients set legal_name = 'RV Beta'",
        "update services set service_type = 'Audit'",
        "update users set display_name = 'Bea' where display_name = 'Bob'",
        "update users set display_name = 'Eva', email = 'eva@a.example' where email is not null");
    store(
        row("3", "RV Alpha", "Tax", "Ann", "ann@a.example"),
        row("4", "RV Beta", "Tax", "Bob", null));
    assertThat(counters()).isEqualTo("4 0 0");
    String who = "concat_ws(', ', c.legal_name, s.service_type, u.display_name, u.email)";
    assertThat(entry("1", who)).isEqualTo("RV Beta, Audit, Eva, eva@a.example");
    assertThat(entry("3", who)).isEqualTo("RV Alpha, Tax, Ann, ann@a.example");
    assertThat(entry("4", who)).isEqualTo("RV Beta, Tax, Bob");
  }

  @Test
  void nameLikeAnAddressIsNotThatAddress() {
    store(row("1", "A", null, "Bob", "x@a.example"), row("2", "A", null, "x@a.example", null));
    assertThat(counters()).isEqualTo("2 0 0");
    assertThat(entry("1", "u.display_name")).isEqualTo("Bob");
    assertThat(entry("2", "u.display_name")).isEqualTo("x@a.example");
  }

  @Test
  void importerGetsOnlyRowsThatNameNobody() {
    store(row("1", "A", null, null, null), row("2", "A", null, "Ann", null));
    assertThat(entry("1", "u.display_name")).isEqualTo("Ida Importer");
    assertThat(entry("2", "u.display_name")).isEqualTo("Ann");
  }

  @Test
  void rowThatBelongsToNobodyFailsLoudly() {
    importer = 0;
    assertThatThrownBy(() -> store(row("1", "A", null, null, null)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 rows");
  }

  @Test
  void lockedWeeksTakeNothingNew() {
    store(row("1", "A", null, "Ann", null));
    database.execute("update timesheet_entries set status = 'APPROVED'");
    List<ImportProblem> problems =
        store(
            row("1", "A", null, "Ann", null),
            row("2", "A", null, "ann", null, "2026-01-05", null, null),
            row("3", "A", null, "Ann", null, "2026-01-11", null, null),
            row("4", "A", null, "Ann", null, "2026-01-04", null, null),
            row("5", "A", null, "Ann", null, "2026-01-12", null, null),
            row("6", "A", null, "Bob", null));
    String detail = "The week of 2026-01-05 of Ann has been approved and is locked.";
    assertThat(problems)
        .containsExactly(
            new ImportProblem(3, null, "2026-01-05", detail),
            new ImportProblem(4, null, "2026-01-11", detail),
            new ImportProblem(2, null, "1", REPEATED));
    assertThat(counters()).isEqualTo("4 0 3");
  }

  @Test
  void ratesOfAnotherCurrencyDoNotApply() {
    database.execute(
        "insert into clients (legal_name, status, currency, default_hourly_rate)"
            + " values ('A', 'ACTIVE', 'EUR', 70)");
    store(
        row("1", "A", null, null, null, WEDNESDAY, null, null),
        row("2", "A", null, null, null, WEDNESDAY, null, "EUR"),
        row("3", "A", null, null, null, WEDNESDAY, null, "CHF"),
        row("4", "A", null, null, null, WEDNESDAY, "9", "CHF"));
    String money = "concat_ws(' ', e.currency, trim_scale(e.hourly_rate))";
    assertThat(entry("1", money)).isEqualTo("EUR 70");
    assertThat(entry("2", money)).isEqualTo("EUR 70");
    assertThat(entry("3", money)).isEqualTo("CHF");
    assertThat(entry("4", money)).isEqualTo("CHF 9");
  }
}
