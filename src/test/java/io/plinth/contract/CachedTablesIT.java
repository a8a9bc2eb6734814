package io.plinth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.plinth.clients.client.ClientFilter;
import io.plinth.clients.client.ClientRepository;
import io.plinth.clients.client.ClientService;
import io.plinth.clients.dashboard.DashboardFilter;
import io.plinth.clients.dashboard.DashboardRepository;
import io.plinth.clients.dashboard.DashboardService;
import io.plinth.clients.revenue.RevenueFilter;
import io.plinth.clients.revenue.RevenueKey;
import io.plinth.clients.revenue.RevenueRepository;
import io.plinth.clients.revenue.RevenueService;
import io.plinth.clients.timesheet.SummaryFilter;
import io.plinth.clients.timesheet.SummaryKey;
import io.plinth.clients.timesheet.SummaryRepository;
import io.plinth.clients.timesheet.SummaryService;
import io.plinth.fixture.TestSettings;
import io.plinth.platform.cache.Cached;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.paging.PageTokens;
import io.plinth.platform.persistence.MigratedDatabase;
import io.plinth.platform.persistence.StatementLog;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import io.plinth.platform.security.Secret;
import io.plinth.platform.settings.Firm;
import io.plinth.platform.settings.Settings;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is kept ends with a write of the tables that {@link Cached} names: held against those that
 * PostgreSQL has looked into, and those that the statements name.
 */
class CachedTablesIT {
  private static final Pattern NAMED = Pattern.compile("\\b(?:from|join)\\s+([a-z_]+)");
  private static final String LOOKED_INTO =
      """
      select relname, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) as scans
      from pg_stat_xact_user_tables
      """;
  private static final Principal EVERYBODYS = new Principal(1, "A", Set.of("*:*"), null, false);
  private static final Principal OWN =
      new Principal(
          1,
          "B",
          Set.of("clients:read", "dashboard:read", "timesheets:read", "revenue:read"),
          null,
          false);
  private static MigratedDatabase database;
  private static Transactions tx;
  private static ClientService clients;
  private static DashboardService dashboard;
  private static RevenueService revenue;
  private static SummaryService summaries;
  private static final Access ACCESS = new Access();

  @BeforeAll
  static void open() {
    database = MigratedDatabase.create("cached_tables");
    tx = database.transactions();
    Settings settings =
        TestSettings.of(Map.of("plinth.secret", "0123456789abcdef0123456789abcdef"));
    Firm firm = new Firm(settings);
    PageTokens tokens = new PageTokens(new Secret(settings));
    clients = new ClientService(new ClientRepository(tx, tokens), ACCESS, firm, null, null);
    revenue = new RevenueService(new RevenueRepository(tx), ACCESS, firm);
    summaries = new SummaryService(new SummaryRepository(tx), ACCESS, firm);
    dashboard = new DashboardService(new DashboardRepository(tx), revenue, summaries, ACCESS, firm);
    fill();
  }

  /** Something everywhere: what finds nothing at one table may not look into the next. */
  private static void fill() {
    database.execute(
        "insert into users (id, username, display_name, role_id) values (1, 'ann', 'Ann', 1)",
        """
        insert into clients (id, legal_name, status, stage, currency, owner_id, estimated_value)
        values (1, 'One', 'ACTIVE', 'WON', 'USD', 1, 100), (2, 'Two', 'PROSPECT', 'NEW', 'USD', 1, 100)
        """,
        """
        insert into services (id, client_id, service_type, billing_frequency, fee, active) values
          (1, 1, 'Support', 'MONTHLY', 100, true), (2, 2, 'Support', 'ONE_TIME', 100, true)
        """,
        """
        insert into client_stage_changes (client_id, stage, changed_at, changed_by)
        values (1, 'WON', now(), 1)
        """,
        """
        insert into timesheet_entries (client_id, service_id, user_id, date, duration, currency)
        values (1, 1, 1, current_date, 3600, 'USD')
        """);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** Each of them, asked for all that it can show. */
  private static Map<String, List<Runnable>> questions() {
    ClientFilter every = new ClientFilter(null, null, null, null, null, null, null, null, null);
    DashboardFilter period = new DashboardFilter(null, null, null, List.of(), List.of(), null);
    Map<String, List<Runnable>> questions = new HashMap<>();
    questions.put(
        "ClientService.list",
        List.of(
            () -> clients.list(every, new PageRequest(5, null, "-hours,owner", null)),
            () -> clients.list(every, new PageRequest(5, null, "-annualRecurring", null)),
            () -> clients.list(every, new PageRequest(5, null, "-revenue", null))));
    questions.put("ClientService.totals", List.of(() -> clients.totals(every)));
    questions.put("ClientService.listOwners", List.of(clients::listOwners));
    questions.put("ClientService.isEmpty", List.of(clients::isEmpty));
    questions.put("DashboardService.all", List.of(() -> dashboard.all(period)));
    questions.put(
        "DashboardService.panel",
        List.of("figures", "statuses", "pipeline", "months", "top-clients", "follow-ups").stream()
            .<Runnable>map(name -> () -> dashboard.panel(name, period))
            .toList());
    questions.put("DashboardService.listChoices", List.of(dashboard::listChoices));
    questions.put(
        "RevenueService.report",
        List.of(RevenueKey.values()).stream()
            .<Runnable>map(
                key ->
                    () ->
                        revenue.report(
                            new RevenueFilter(
                                null, null, key, null, null, List.of(), List.of(), null)))
            .toList());
    questions.put(
        "SummaryService.summarise",
        List.of(SummaryKey.values()).stream()
            .<Runnable>map(key -> () -> summaries.summarise(by(key)))
            .toList());
    return questions;
  }

  private static SummaryFilter by(SummaryKey key) {
    return new SummaryFilter(
        null, null, List.of(key), null, null, null, null, null, List.of(), List.of(), null);
  }

  private static Map<String, Method> cachedMethods() {
    return new ClassFileImporter()
        .importUrl(Cached.class.getProtectionDomain().getCodeSource().getLocation()).stream()
            .map(JavaClass::getMethods)
            .flatMap(Set::stream)
            .filter(method -> method.isAnnotatedWith(Cached.class))
            .collect(
                Collectors.toMap(
                    m -> m.getOwner().getSimpleName() + "." + m.getName(), m -> m.reflect()));
  }

  @Test
  void everyTableThatAResultComesFromIsNamed() {
    Map<String, Method> methods = cachedMethods();
    Map<String, List<Runnable>> questions = questions();
    assertThat(questions.keySet()).isEqualTo(methods.keySet());
    Map<String, Set<String>> forgotten = new TreeMap<>();
    methods.forEach(
        (name, method) -> {
          Set<String> missing = missing(method, questions.get(name));
          if (!missing.isEmpty()) {
            forgotten.put(name, missing);
          }
        });
    assertThat(forgotten).isEmpty();
  }

  @Cached(
      region = "planted",
      tables = {"clients"})
  void forgetful() {
    tx.sql("select count(*) from clients c where exists (select from services s where s.id = c.id)")
        .number();
  }

  @Test
  void tableThatWasForgottenIsFound() throws NoSuchMethodException {
    Method planted = CachedTablesIT.class.getDeclaredMethod("forgetful");
    assertThat(missing(planted, List.of(this::forgetful))).containsExactly("services");
  }

  private static Set<String> missing(Method method, List<Runnable> questions) {
    Set<String> read = new TreeSet<>();
    for (Runnable question : questions) {
      for (Principal principal : List.of(EVERYBODYS, OWN)) {
        read.addAll(ACCESS.as(principal, () -> read(question)));
      }
    }
    assertThat(read).as("%s reads", method.getName()).isNotEmpty();
    read.removeAll(List.of(method.getAnnotation(Cached.class).tables()));
    return read;
  }

  private static Set<String> read(Runnable question) {
    return tx.read(
        () -> {
          Map<String, Long> before = lookedInto();
          StatementLog log = StatementLog.begin();
          question.run();
          StatementLog.end();
          Map<String, Long> after = lookedInto();
          Set<String> tables = new TreeSet<>(after.keySet());
          tables.removeIf(table -> after.get(table) <= before.getOrDefault(table, 0L));
          tables.addAll(named(log.texts(), after.keySet()));
          return tables;
        });
  }

  private static Map<String, Long> lookedInto() {
    Map<String, Long> scans = new HashMap<>();
    tx.sql(LOOKED_INTO).list(row -> scans.put(row.getString("relname"), row.getLong("scans")));
    return scans;
  }

  private static Set<String> named(List<String> statements, Set<String> tables) {
    return statements.stream()
        .flatMap(text -> NAMED.matcher(text).results())
        .map(match -> match.group(1))
        .filter(tables::contains)
        .collect(Collectors.toSet());
  }
}
