package io.plinth.browser;

import io.plinth.clients.client.ClientForm;
import io.plinth.clients.client.ClientListScreen;
import io.plinth.clients.client.ClientScreen;
import io.plinth.clients.client.ClientWords;
import io.plinth.clients.client.ClientsResource;
import io.plinth.clients.dashboard.DashboardControls;
import io.plinth.clients.dashboard.DashboardView;
import io.plinth.clients.dashboard.PeriodPreset;
import io.plinth.clients.importer.ImportPreviewScreen;
import io.plinth.clients.importer.ImportScreen;
import io.plinth.clients.importer.ImportsScreen;
import io.plinth.clients.service.ServiceForm;
import io.plinth.clients.service.ServicesResource;
import io.plinth.platform.http.Routes;
import io.plinth.platform.openapi.ApiReference;
import io.plinth.platform.openapi.ApiScreen;
import io.plinth.platform.openapi.OpenApiDocument;
import io.plinth.platform.security.UsersResource;
import io.plinth.platform.web.FormErrors;
import io.plinth.platform.web.Link;
import io.plinth.platform.web.Option;
import io.plinth.platform.web.Sort;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** What the pages show while they are looked at: a small firm, and one that is far too much. */
final class Samples {
  static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
  private static final Instant NOW = Instant.now().minusSeconds(130);
  private static final List<Option> OWNERS =
      List.of(new Option("1", "Amara Lindqvist"), new Option("2", "Jonas Weber"));
  private static final List<Option> CURRENCIES =
      List.of(new Option("USD", "USD"), new Option("EUR", "EUR"));
  private static final List<String> NAMES =
      List.of(
          "Harbour & Finch LLC",
          "Northwind Analytics",
          "Cedar Ridge Dental Group",
          "Okafor Logistics",
          "Bluepeak Robotics Inc.",
          "Marchetti Foods",
          "Silverline Insurance Partners",
          "Quill Press",
          "Aster Biotech",
          "Tidewater Credit Union",
          "Juniper Lane Architects",
          "Kestrel Mobility");
  static final String LONG =
      "The Consolidated Transcontinental Association of Independent Surveyors, Cartographers and"
          + " Hydrographic Engineers of Upper Ba";

  private Samples() {}

  static DashboardControls controls(boolean filtered) {
    return new DashboardControls(
        filtered ? PeriodPreset.CUSTOM : PeriodPreset.THIS_YEAR.key(),
        filtered ? LocalDate.of(2026, 3, 1) : LocalDate.of(2026, 1, 1),
        filtered ? LocalDate.of(2026, 9, 16) : LocalDate.of(2027, 1, 1),
        filtered ? 1L : null,
        filtered ? "ACTIVE" : "",
        filtered ? "LLC" : "",
        "USD",
        "USD",
        OWNERS,
        CURRENCIES);
  }

  static DashboardView dashboard(boolean money, boolean much) {
    BigDecimal scale = BigDecimal.valueOf(much ? 1000 : 1);
    List<DashboardView.Month> months = months(12, scale, money);
    BigDecimal hours = sum(months.stream().map(DashboardView.Month::hours).toList());
    BigDecimal billable = sum(months.stream().map(DashboardView.Month::billableHours).toList());
    return new DashboardView(
        new DashboardView.Period(LocalDate.of(2026, 1, 1), LocalDate.of(2027, 1, 1)),
        money ? revenue(scale, months, much) : null,
        clients(),
        pipeline(scale, money),
        new DashboardView.Closed(11, money ? decimal("312400").multiply(scale) : null),
        new DashboardView.Closed(6, money ? decimal("148900").multiply(scale) : null),
        new DashboardView.Hours(
            hours,
            billable,
            hours.subtract(billable),
            billable.divide(hours, 4, java.math.RoundingMode.HALF_UP)),
        months,
        topClients(scale, money, much),
        new DashboardView.FollowUps(7, 2, 5),
        NOW);
  }

  private static DashboardView.Revenue revenue(
      BigDecimal scale, List<DashboardView.Month> months, boolean much) {
    return new DashboardView.Revenue(
        decimal("1284600").multiply(scale),
        decimal("107050").multiply(scale),
        decimal("84200").multiply(scale),
        decimal("412377.25").multiply(scale),
        sum(months.stream().map(DashboardView.Month::revenue).toList()),
        decimal("1391200").multiply(scale),
        "USD",
        much ? List.of("EUR", "GBP") : List.of());
  }

  private static DashboardView.Clients clients() {
    Map<String, Long> byStatus = new LinkedHashMap<>();
    byStatus.put("ACTIVE", 118L);
    byStatus.put("PROSPECT", 41L);
    byStatus.put("PAUSED", 12L);
    byStatus.put("FORMER", 24L);
    byStatus.put("DEAD", 5L);
    return new DashboardView.Clients(200, byStatus);
  }

  private static List<DashboardView.Stage> pipeline(BigDecimal scale, boolean money) {
    return List.of(
        stage("NEW", 14, "236000", scale, money),
        stage("CONTACTED", 12, "318500", scale, money),
        stage("PROPOSAL", 9, "402000", scale, money),
        stage("NEGOTIATION", 6, "271300", scale, money));
  }

  private static DashboardView.Stage stage(
      String stage, long count, String value, BigDecimal scale, boolean money) {
    return new DashboardView.Stage(stage, count, money ? decimal(value).multiply(scale) : null);
  }

  private static List<DashboardView.Month> months(int count, BigDecimal scale, boolean money) {
    Random random = new Random(7);
    List<DashboardView.Month> months = new ArrayList<>();
    YearMonth first = YearMonth.of(2026, 12).minusMonths(count - 1);
    for (int i = 0; i < count; i++) {
      double trend = 0.75 + 0.35 * i / count + 0.2 * random.nextDouble();
      boolean future = first.plusMonths(i).isAfter(YearMonth.from(TODAY));
      BigDecimal hours = quarter(future ? 0 : 2450 * trend).multiply(scale);
      BigDecimal billable = hours.multiply(decimal("0.6" + random.nextInt(10)));
      BigDecimal revenue = decimal(future ? "107050" : "" + (int) (138_000 * trend));
      months.add(
          new DashboardView.Month(
              first.plusMonths(i), hours, billable, money ? revenue.multiply(scale) : null));
    }
    return months;
  }

  private static List<DashboardView.TopClient> topClients(
      BigDecimal scale, boolean money, boolean much) {
    return IntStream.range(0, 10)
        .mapToObj(
            i ->
                new DashboardView.TopClient(
                    i + 1,
                    much && i < 2 ? LONG : NAMES.get(i),
                    money ? decimal("" + (184_200 - i * i * 1_750)).multiply(scale) : null,
                    quarter(1_912.25 - i * 151.5)))
        .toList();
  }

  static ClientListScreen list(String query, int rows, boolean much, boolean money) {
    Link self = Link.to("/clients").with("q", query).with("status", query == null ? "" : "ACTIVE");
    List<ClientListScreen.Row> list =
        IntStream.range(0, rows).mapToObj(i -> row(i, much, money)).toList();
    return new ClientListScreen(
        self.with("sort", "-annualRecurring"),
        Sort.parse("-annualRecurring"),
        OWNERS,
        list,
        rows == 0
            ? null
            : new ClientListScreen.Totals(
                decimal("1284600"), decimal("1499387.25"), decimal("26912.5"), "USD"),
        rows >= 50 ? "token" : null,
        rows >= 50 ? 1_234 : rows,
        true,
        "2026",
        TODAY,
        false);
  }

  static ClientListScreen noClients() {
    return new ClientListScreen(
        Link.to("/clients"),
        Sort.parse("legalName"),
        OWNERS,
        List.of(),
        null,
        null,
        0,
        true,
        "2026",
        TODAY,
        true);
  }

  private static ClientListScreen.Row row(int i, boolean much, boolean money) {
    List<Option> statuses = ClientWords.statuses();
    BigDecimal scale = BigDecimal.valueOf(much ? 100_000 : 1);
    boolean prospect = i % 4 == 1;
    return new ClientListScreen.Row(
        i + 1,
        much && i % 5 == 0 ? LONG : NAMES.get(i % NAMES.size()),
        prospect ? "PROSPECT" : i % 9 == 0 ? statuses.get(i % 5).value() : "ACTIVE",
        i % 7 == 3 ? null : OWNERS.get(i % 2).label(),
        money ? decimal("" + (96_000 - i * 1_730)).max(BigDecimal.ZERO).multiply(scale) : null,
        money ? decimal("" + (124_500 - i * 2_210)).max(BigDecimal.ZERO).multiply(scale) : null,
        quarter(prospect ? 0 : 1_210.25 - i * 20.25),
        prospect ? TODAY.plusDays(i - 5L) : null,
        "USD");
  }

  static ClientScreen client(boolean much, boolean full, boolean money) {
    return new ClientScreen(
        new ClientScreen.Facts(
            42,
            much ? LONG : "Northwind Analytics",
            full ? "ACTIVE" : "PROSPECT",
            "C_CORP",
            full ? "12-31" : null,
            "Amara Lindqvist",
            full ? "WON" : "PROPOSAL",
            "Recommended by Harbour & Finch",
            money ? decimal("48000") : null,
            null,
            full ? null : TODAY.minusDays(3),
            "USD",
            money ? decimal("165") : null,
            Instant.parse("2024-02-12T09:30:00Z")),
        new ClientScreen.Figures(
            money
                ? decimal(full ? "74400" : "0").multiply(much ? decimal("1234") : BigDecimal.ONE)
                : null,
            money ? decimal(full ? "6200" : "0") : null,
            money
                ? decimal(full ? "131845.50" : "0")
                    .multiply(much ? decimal("1234") : BigDecimal.ONE)
                : null,
            money ? decimal(full ? "118200" : "0") : null,
            decimal(full ? "912.75" : "0"),
            decimal(full ? "745.5" : "0"),
            "2026"),
        full ? services(much, money) : List.of(),
        full ? months(12, decimal("0.03"), money) : emptyMonths(),
        full ? entries(much ? 50 : 10, much, money) : List.of(),
        List.of(
            new ClientScreen.StageChange(
                full ? "WON" : "PROPOSAL",
                null,
                Instant.parse("2024-05-02T14:10:00Z"),
                "Jonas Weber"),
            new ClientScreen.StageChange(
                "CONTACTED", "Met at the trade fair", Instant.parse("2024-03-01T10:00:00Z"), null),
            new ClientScreen.StageChange("NEW", null, Instant.parse("2024-02-12T09:30:00Z"), null)),
        TODAY,
        NOW);
  }

  private static List<DashboardView.Month> emptyMonths() {
    return IntStream.rangeClosed(1, 12)
        .mapToObj(
            m ->
                new DashboardView.Month(
                    YearMonth.of(2026, m), BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO))
        .toList();
  }

  private static List<ClientScreen.ServiceLine> services(boolean much, boolean money) {
    LocalDate start = LocalDate.of(2024, 6, 1);
    return List.of(
        new ClientScreen.ServiceLine(
            1,
            much ? LONG : "Managed cloud",
            "MONTHLY",
            money(money, "5200"),
            null,
            start,
            null,
            true),
        new ClientScreen.ServiceLine(
            2, "Security review", "ANNUAL", money(money, "12000"), null, start, null, true),
        new ClientScreen.ServiceLine(
            3, "Data platform work", "HOURLY", null, money(money, "165"), start, null, true),
        new ClientScreen.ServiceLine(
            4,
            "Migration",
            "ONE_TIME",
            money(money, "28500"),
            null,
            start,
            start.plusMonths(4),
            false));
  }

  private static List<ClientScreen.EntryLine> entries(int count, boolean much, boolean money) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new ClientScreen.EntryLine(
                    TODAY.minusDays(i),
                    i % 3 == 0 ? null : LocalTime.of(9, 15),
                    i % 3 == 0 ? null : LocalTime.of(12, 30),
                    OWNERS.get(i % 2).label(),
                    i % 2 == 0 ? "Data platform work" : "Managed cloud",
                    much ? LONG : i % 2 == 0 ? "Ingestion" : null,
                    i % 4 == 0
                        ? "Pairing on the late-arriving events, and what to do about them"
                        : null,
                    decimal(i % 3 == 0 ? "7.25" : "3.25"),
                    i % 5 != 4,
                    money(money, "1196.25"),
                    i < 3 ? "DRAFT" : "APPROVED"))
        .toList();
  }

  static ClientForm clientForm(boolean wrong) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("legalName", wrong ? "" : "Northwind Analytics");
    values.put("entityType", "C_CORP");
    values.put("fiscalYearEnd", wrong ? "31.12." : "12-31");
    values.put("status", "ACTIVE");
    values.put("ownerId", "1");
    values.put("currency", "USD");
    values.put("defaultHourlyRate", "165");
    FormErrors errors =
        wrong
            ? FormErrors.NONE
                .and("legalName", "Enter the client’s legal name")
                .and("fiscalYearEnd", "Write the fiscal year’s end as month and day, such as 12-31")
            : FormErrors.NONE;
    return new ClientForm(42L, 3L, values, OWNERS, CURRENCIES, errors);
  }

  static ServiceForm serviceForm() {
    return new ServiceForm(
        null,
        null,
        42,
        "Northwind Analytics",
        "USD",
        Map.of("billingFrequency", "MONTHLY"),
        FormErrors.NONE);
  }

  static ImportsScreen imports(boolean some) {
    List<ImportsScreen.Past> past =
        List.of(
            new ImportsScreen.Past(
                3,
                "cesaw_time_log_organization_c.csv",
                "free mapping",
                "RUNNING",
                "Amara Lindqvist",
                NOW,
                18_200,
                0,
                92),
            new ImportsScreen.Past(
                2,
                "toggl-detailed-2026-10.csv",
                "Toggl Track detailed",
                "COMPLETED",
                "Jonas Weber",
                NOW.minusSeconds(86_400 * 3),
                1_204,
                0,
                0),
            new ImportsScreen.Past(
                1,
                LONG + ".csv",
                "Harvest time report",
                "FAILED",
                "Jonas Weber",
                NOW.minusSeconds(86_400 * 9),
                0,
                0,
                0));
    return new ImportsScreen(some ? past : List.of(), FormErrors.NONE, 52_428_800);
  }

  static ImportPreviewScreen preview(boolean known) {
    Map<String, String> mapping =
        Map.of(
            "client",
            "organization",
            "service",
            "project_key",
            "user",
            "person_key",
            "start",
            "time_log_start_date",
            "end",
            "time_log_end_date",
            "minutes",
            "time_log_delta_minutes",
            "task",
            "phase_short_name",
            "sourceId",
            "time_log_fact_key",
            "dateFormat",
            "M/d/yyyy H:mm");
    List<ImportPreviewScreen.Row> rows =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    new ImportPreviewScreen.Row(
                        i + 2,
                        "Organization C",
                        "Project 61" + i,
                        "Person 4" + i,
                        LocalDate.of(2011, 9, 5).plusDays(i),
                        LocalTime.of(9, 5),
                        LocalTime.of(11, 47),
                        decimal("2.58"),
                        true,
                        null,
                        "USD",
                        "Design",
                        null))
            .toList();
    FormErrors errors =
        known
            ? FormErrors.NONE
            : FormErrors.NONE.and("client", "Choose the column that holds the client");
    return new ImportPreviewScreen(
        "0d9f",
        "cesaw_time_log_organization_c.csv",
        4_312_877,
        known ? "Free mapping" : null,
        List.of(
            "organization",
            "project_key",
            "person_key",
            "time_log_start_date",
            "time_log_end_date",
            "time_log_delta_minutes",
            "phase_short_name",
            "time_log_fact_key"),
        known ? mapping : Map.of(),
        known ? rows : List.of(),
        known ? problems(8) : List.of(),
        known ? 8 : 0,
        1_000,
        false,
        errors);
  }

  private static List<ImportPreviewScreen.Problem> problems(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                i % 4 == 3
                    ? new ImportPreviewScreen.Problem(
                        912L + i * 731,
                        "time_log_start_date",
                        "\\N",
                        "There is no date in this row.")
                    : new ImportPreviewScreen.Problem(
                        811L + i * 731,
                        "time_log_delta_minutes",
                        "0",
                        "The duration is zero. An entry must be longer than that, and 24 hours at most."))
        .toList();
  }

  static ImportScreen importing() {
    return importScreen("RUNNING", 42_450L, 18_292, 18_200, 0, 92, Duration.ofSeconds(9), null, 92);
  }

  static ImportScreen imported() {
    return importScreen("COMPLETED", 42_450L, 42_450, 42_240, 0, 210, null, null, 210);
  }

  static ImportScreen failedImport() {
    return importScreen(
        "FAILED",
        null,
        0,
        0,
        0,
        0,
        null,
        "The file is not text: its first bytes are those of a ZIP archive.",
        0);
  }

  private static ImportScreen importScreen(
      String status,
      Long rows,
      long processed,
      long created,
      long skipped,
      long rejected,
      Duration remaining,
      String error,
      long problems) {
    return new ImportScreen(
        3,
        null,
        "cesaw_time_log_organization_c.csv",
        4_312_877,
        "Free mapping",
        status,
        rows,
        processed,
        created,
        skipped,
        rejected,
        decimal(created == 0 ? "0" : "27412.85"),
        created == 0 ? 0 : 1,
        created == 0 ? 0 : 23,
        created == 0 ? 0 : 41,
        remaining,
        NOW,
        null,
        "Amara Lindqvist",
        error,
        problems,
        problems((int) Math.min(problems, 30)));
  }

  static ApiScreen api() {
    OpenApiDocument document =
        new OpenApiDocument(
            Routes.of(List.of(ClientsResource.class, ServicesResource.class, UsersResource.class)),
            row -> Set.of("name", "createdAt"));
    return new ApiReference(document.tree()).screen("https://plinth.example.com");
  }

  private static BigDecimal money(boolean money, String value) {
    return money ? decimal(value) : null;
  }

  private static BigDecimal quarter(double hours) {
    return BigDecimal.valueOf(Math.max(0, Math.round(hours * 4))).divide(decimal("4"));
  }

  private static BigDecimal sum(List<BigDecimal> values) {
    return values.stream()
        .map(v -> v == null ? BigDecimal.ZERO : v)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal decimal(String value) {
    return new BigDecimal(value);
  }
}
