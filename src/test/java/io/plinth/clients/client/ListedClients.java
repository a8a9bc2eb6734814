package io.plinth.clients.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Plinth;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A dozen clients that no search but one for {@code tag} finds, with equals and blanks in every
 * column that can be sorted by.
 *
 * @param owner owns some of them
 * @param busy has a service and entries
 */
record ListedClients(String tag, int size, long owner, long busy) {
  private static final List<String> NAMES =
      List.of(
          "beta",
          "BETA",
          "Ärger",
          "äpfel",
          "Zoll",
          "50% off",
          "50x off",
          "a\\b",
          "=1+1",
          "gamma",
          "Gamma, \"the\" one",
          "日本");
  private static final String[] STATUSES = {"ACTIVE", "PROSPECT", "PAUSED", "PROSPECT"};
  private static final String[] TYPES = {"LLC", "S_CORP", "UNKNOWN"};
  private static final String[] STAGES = {"NEW", "PROPOSAL", "NEGOTIATION"};
  private static final int YEAR = LocalDate.now(ZoneOffset.UTC).getYear();

  static ListedClients create(Plinth plinth) {
    Given given = plinth.given();
    String tag = "q" + Given.unique("zw").replace("-", "") + "j";
    long ann = given.createUser("Manager").id();
    long bob = given.createUser("Staff").id();
    long busy = 0;
    for (int n = 0; n < NAMES.size(); n++) {
      String name = NAMES.get(n);
      Map<String, Object> more = new HashMap<>();
      more.put("legalName", name.startsWith("=") ? name + " " + tag : tag + " " + name);
      more.put("status", STATUSES[n % 4]);
      more.put("entityType", TYPES[n % 3]);
      more.put("currency", n % 4 == 2 || n == 5 ? "EUR" : "USD");
      more.put("ownerId", n % 5 == 0 ? null : n % 2 == 0 ? ann : bob);
      more.put("source", n % 2 == 0 ? "fair, Ulm" : null);
      more.put("estimatedValue", n % 3 == 0 ? null : 1000 * (n % 4) + 0.5);
      more.put("nextFollowUpDate", n % 3 == 2 ? null : "2030-01-0" + (1 + n % 4 / 2));
      more.put("stage", n % 4 % 2 == 1 ? STAGES[n % 3] : null);
      long client = given.createClient(more);
      busy = n == 4 ? client : busy;
      work(given, client, n, bob);
    }
    given.createEntry(busy, ann, entry(7200, true));
    given.createEntry(busy, ann, entry(1800, false));
    return new ListedClients(tag, NAMES.size(), ann, busy);
  }

  /** Every other one has a service; hours and fees repeat among them. */
  private static void work(Given given, long client, int n, long person) {
    if (n % 2 == 0) {
      given.createService(client, Map.of("fee", n == 4 ? 100 : 40 * (n % 3)));
    }
    if (n % 4 < 3) {
      given.createEntry(client, person, entry(3600, true));
    }
  }

  private static Map<String, Object> entry(int seconds, boolean billable) {
    return Map.of(
        "date", YEAR + "-01-15", "duration", seconds, "billable", billable, "hourlyRate", 80);
  }

  static BigDecimal number(JsonNode client, String field) {
    return client.path(field).isNumber() ? client.path(field).decimalValue() : BigDecimal.ZERO;
  }

  static List<JsonNode> items(Answer answer) {
    List<JsonNode> items = new ArrayList<>();
    answer.expect(200).json().path("items").forEach(items::add);
    return items;
  }

  static boolean is(JsonNode client, String field, String... values) {
    return Arrays.asList(values).contains(client.path(field).asText());
  }

  /** All of them, by name. */
  List<JsonNode> all(Api api) {
    return items(api.get("/api/v1/clients?size=500&search=" + tag));
  }
}
