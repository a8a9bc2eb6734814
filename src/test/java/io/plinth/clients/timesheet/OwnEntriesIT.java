package io.plinth.clients.timesheet;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may not see all entries sees, changes and totals only their own, and no money. */
class OwnEntriesIT {
  private static final String ENTRIES = "/api/v1/timesheet-entries";
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();
  private Person staff;
  private Person colleague;
  private long client;
  private long own;
  private long other;

  @BeforeEach
  void book() {
    staff = given.createUser("Staff");
    colleague = given.createUser("Staff");
    client = given.createClient(Map.of("defaultHourlyRate", 80));
    own = given.createEntry(client, staff.id(), Map.of("duration", 3600));
    other = given.createEntry(client, colleague.id(), Map.of("duration", 7200));
  }

  private JsonNode items(Api api, String query) {
    return api.get(ENTRIES + query).expect(200).json().path("items");
  }

  @Test
  void listHoldsOnlyOwnEntriesWhateverTheFilter() {
    for (String query :
        List.of(
            "",
            "?clientId=" + client,
            "?id=" + own + "," + other,
            "?from=2026-01-01&to=2026-02-01",
            "?size=500&sort=-duration")) {
      assertThat(items(staff.api(), query).findValuesAsText("id"))
          .as(query)
          .containsExactly(Long.toString(own));
    }
    assertThat(items(staff.api(), "?userId=" + colleague.id())).isEmpty();
    assertThat(items(staff.api(), "?id=" + other)).isEmpty();
    JsonNode all = plinth.api().get(ENTRIES + "?clientId=" + client).json();
    assertThat(all.at("/page/total/count").asInt()).isEqualTo(2);
    JsonNode counted = staff.api().get(ENTRIES + "?clientId=" + client).json();
    assertThat(counted.at("/page/total/count").asInt()).isEqualTo(1);
  }

  @Test
  void exportHoldsOnlyOwnEntries() {
    given.update(
        "update timesheet_entries set description = 'of the colleague' where id = ?", other);
    given.update("update timesheet_entries set description = 'of mine' where id = ?", own);
    Answer csv = staff.api().with("Accept", "text/csv").get(ENTRIES + "?clientId=" + client);
    assertThat(csv.expect(200).text()).contains("of mine").doesNotContain("of the colleague");
    Answer page = staff.api().get("/clients/" + client + "/entries.csv").expect(200);
    assertThat(page.text()).contains("of mine").doesNotContain("of the colleague");
    assertThat(staff.api().get("/clients/" + client).expect(200).text())
        .doesNotContain("of the colleague");
  }

  @Test
  void anothersEntryIsAsGoodAsAbsent() {
    String path = ENTRIES + "/" + other;
    Map<String, Object> body = Map.of("clientId", client, "date", "2026-01-20", "duration", 60);
    assertProblem(staff.api().get(path), 404);
    assertProblem(staff.api().put(path, body), 404);
    assertProblem(staff.api().patch(path, Map.of("duration", 60)), 404);
    assertProblem(staff.api().delete(path), 404);
    assertThat(given.select("select duration from timesheet_entries where id = ?", other))
        .containsExactly("7200");
  }

  @Test
  void timeIsBookedForOneselfAlone() {
    Map<String, Object> body =
        Map.of("clientId", client, "date", "2026-01-20", "duration", 60, "userId", colleague.id());
    Answer refused = staff.api().post(ENTRIES, body);
    assertThat(assertProblem(refused, 400).at("/errors/0/pointer").asText()).isEqualTo("/userId");
    String path = ENTRIES + "/" + own;
    assertProblem(staff.api().put(path, body), 400);
    assertProblem(staff.api().patch(path, Map.of("userId", colleague.id())), 400);
  }

  @Test
  void ownEntryCanBeChangedAndDeleted() {
    String path = ENTRIES + "/" + own;
    JsonNode changed = staff.api().patch(path, Map.of("duration", 1800)).expect(200).json();
    assertThat(changed.path("duration").asInt()).isEqualTo(1800);
    staff.api().patch(path, Map.of("hours", 2)).expect(200);
    assertThat(staff.api().get(path).json().path("duration").asInt()).isEqualTo(7200);
    staff.api().delete(path).expect(204);
    assertProblem(staff.api().get(path), 404);
  }

  @Test
  void approvedEntryCannotBeChangedByAnybody() {
    given.update("update timesheet_entries set status = 'APPROVED' where id = ?", own);
    for (Api api : List.of(staff.api(), plinth.api())) {
      assertProblem(api.patch(ENTRIES + "/" + own, Map.of("duration", 60)), 409);
      assertProblem(api.delete(ENTRIES + "/" + own), 409);
    }
    Map<String, Object> sameWeek = Map.of("clientId", client, "date", "2026-01-12", "duration", 60);
    assertProblem(staff.api().post(ENTRIES, sameWeek), 409);
    Map<String, Object> nextWeek = Map.of("clientId", client, "date", "2026-01-19", "duration", 60);
    staff.api().post(ENTRIES, nextWeek).expect(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "client", "day", "client,user,month", "task", "billable"})
  void summaryTotalsOnlyOwnEntries(String keys) {
    for (String filter : List.of("", "&userId=" + staff.id())) {
      String path = ENTRIES + "/summary?clientId=" + client + "&groupBy=" + keys + filter;
      JsonNode summary = staff.api().get(path).expect(200).json();
      assertThat(summary.at("/totals/hours").asDouble()).as(path).isEqualTo(1);
      assertThat(summary.at("/totals/entries").asInt()).isEqualTo(1);
      assertThat(summary.path("items")).hasSize(1);
      assertThat(summary.toString()).doesNotContain(colleague.username(), "amount", "currency");
    }
    String another = ENTRIES + "/summary?groupBy=user&userId=" + colleague.id();
    assertThat(staff.api().get(another).json().at("/totals/hours").asDouble()).isZero();
    JsonNode all = plinth.api().get(ENTRIES + "/summary?clientId=" + client).json();
    assertThat(all.at("/totals/hours").asDouble()).isEqualTo(3);
  }

  @Test
  void dashboardTotalsOnlyOwnHours() {
    JsonNode board =
        staff.api().get("/api/v1/dashboard?from=2026-01-01&to=2026-02-01").expect(200).json();
    assertThat(board.at("/hours/total").asDouble()).isEqualTo(1);
    for (String money : List.of("annualRecurring", "monthlyRecurring", "amount")) {
      assertThat(board.findValues(money)).as(money).allMatch(n -> n.isNull() || n.isMissingNode());
    }
    assertThat(board.findValues("revenue")).allMatch(n -> n.isNull());
  }

  @Test
  void moneyIsAbsentFromEveryFieldSortAndSingleRead() {
    given.createService(client, Map.of("fee", 4321));
    for (String path : List.of(ENTRIES + "/" + own, ENTRIES + "?clientId=" + client)) {
      assertThat(staff.api().get(path).expect(200).text())
          .doesNotContain("amount", "hourlyRate", "resolvedRate");
    }
    assertThat(staff.api().get("/api/v1/clients/" + client).expect(200).text())
        .doesNotContain("estimatedValue", "defaultHourlyRate", "annualRecurring", "revenue");
    assertThat(staff.api().get("/api/v1/services?clientId=" + client).expect(200).text())
        .doesNotContain("fee", "hourlyRate", "4321");
    for (String path :
        List.of(
            ENTRIES + "?fields=amount",
            ENTRIES + "?sort=-amount",
            ENTRIES + "/" + own + "?fields=resolvedRate",
            "/api/v1/clients?fields=revenue",
            "/api/v1/clients?sort=annualRecurring",
            "/api/v1/services?sort=fee",
            "/api/v1/services?fields=fee")) {
      JsonNode problem = assertProblem(staff.api().get(path), 400);
      assertThat(problem.path("detail").asText().split("Legal:")[1])
          .doesNotContain("amount", "revenue", "fee", "Rate", "annual");
    }
    assertThat(staff.api().get("/clients/" + client).expect(200).text())
        .doesNotContain("4,321", "4321", "80.00");
  }

  @Test
  void rateCannotBeSetByWhoMayNotSeeIt() {
    Map<String, Object> body =
        Map.of("clientId", client, "date", "2026-01-20", "duration", 60, "hourlyRate", 1000);
    assertProblem(staff.api().post(ENTRIES, body), 400);
    given.update("update timesheet_entries set own_rate = 99, hourly_rate = 99 where id = ?", own);
    staff.api().patch(ENTRIES + "/" + own, Map.of("description", "x")).expect(200);
    assertThat(given.select("select own_rate from timesheet_entries where id = ?", own))
        .containsExactly("99.0000");
  }

  @Test
  void managerAndViewerSeeAll() {
    for (String role : List.of("Manager", "Viewer")) {
      Api api = given.createUser(role).api();
      assertThat(items(api, "?clientId=" + client)).hasSize(2);
      assertThat(api.get(ENTRIES + "/" + other).expect(200).text()).contains("amount");
    }
  }
}
