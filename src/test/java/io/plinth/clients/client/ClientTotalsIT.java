package io.plinth.clients.client;

import static io.plinth.clients.client.ListedClients.is;
import static io.plinth.clients.client.ListedClients.items;
import static io.plinth.clients.client.ListedClients.number;
import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the list of clients comes to, and the files it can be had as. */
class ClientTotalsIT {
  private static final Plinth PLINTH = Plinth.shared();
  private static final Api API = PLINTH.api();
  private static final Pattern FOOT = Pattern.compile("(?s)<tfoot>(.*?)</tfoot>");
  private static final Pattern CELL = Pattern.compile("(?s)<t[dh][^>]*>(.*?)</t[dh]>");

  /** By which spreadsheets know UTF-8, and over which programs stumble. */
  private static final String MARK = "\ufeff";

  private static ListedClients listed;

  @BeforeAll
  static void make() {
    listed = ListedClients.create(PLINTH);
  }

  private static String path(String... more) {
    return "/api/v1/clients?" + String.join("&", more);
  }

  @Test
  void footHasTheTotalsOfAllThatMatch() {
    List<JsonNode> dollars =
        listed.all(API).stream().filter(c -> is(c, "currency", "USD")).toList();
    assertThat(foot("q=" + listed.tag()))
        .containsExactly(
            "All " + listed.size(),
            "",
            "",
            "$" + whole(sum(dollars, "annualRecurring")),
            "$" + whole(sum(dollars, "revenue")),
            sum(listed.all(API), "hours").setScale(2).toString(),
            "");
    List<JsonNode> paused =
        listed.all(API).stream().filter(c -> is(c, "status", "PAUSED")).toList();
    assertThat(paused).allMatch(c -> is(c, "currency", "EUR"));
    assertThat(foot("q=" + listed.tag() + "&status=PAUSED"))
        .containsExactly(
            "All " + paused.size(),
            "",
            "",
            "€" + whole(sum(paused, "annualRecurring")),
            "€" + whole(sum(paused, "revenue")),
            sum(paused, "hours").setScale(2).toString(),
            "");
  }

  private static List<String> foot(String query) {
    Answer page = API.with("Accept", "text/html").get("/clients?" + query).expect(200);
    Matcher foot = FOOT.matcher(page.text());
    assertThat(foot.find()).as("%s", page).isTrue();
    return CELL.matcher(foot.group(1)).results().map(m -> m.group(1).strip()).toList();
  }

  private static BigDecimal sum(List<JsonNode> clients, String field) {
    return clients.stream().map(c -> number(c, field)).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static String whole(BigDecimal amount) {
    assertThat(amount).isPositive();
    return String.format(Locale.ROOT, "%,.0f", amount);
  }

  @Test
  void fileOfThePageHasWhatItsTableShows() {
    Answer file =
        API.get("/clients.csv?q=" + listed.tag() + "&status=ACTIVE&sort=-hours").expect(200);
    assertThat(file.mediaType()).isEqualTo("text/csv");
    assertThat(file.header("Content-Disposition")).startsWith("attachment");
    assertThat(file.text()).startsWith(MARK);
    List<List<String>> rows = rows(file);
    assertThat(rows.get(0).stream().map(h -> h.replaceAll(" \\d{4}$", "")))
        .containsExactly(
            "Name",
            "Status",
            "Legal form",
            "Owner",
            "Currency",
            "ARR",
            "Revenue",
            "Hours",
            "Next follow-up");
    List<JsonNode> expected =
        items(API.get(path("search=" + listed.tag(), "status=ACTIVE", "sort=-hours", "size=500")));
    assertThat(rows.stream().skip(1).map(r -> r.get(0)))
        .isEqualTo(expected.stream().map(c -> neutral(c.path("legalName").asText())).toList());
    assertThat(rows.stream().skip(1).map(r -> new BigDecimal(r.get(7))))
        .usingElementComparator(BigDecimal::compareTo)
        .isEqualTo(expected.stream().map(c -> number(c, "hours")).toList());
    assertThat(rows.stream().skip(1).map(r -> r.get(1))).containsOnly("Active");
  }

  @Test
  void fileOfWhoSeesNoMoneyHasNone() {
    Api staff = PLINTH.given().createUser("Staff").api();
    Answer file = staff.get("/clients.csv?q=" + listed.tag()).expect(200);
    assertThat(rows(file)).hasSize(listed.size() + 1);
    assertThat(file.text()).doesNotContain("ARR", "Revenue", "Currency", "1440");
    assertProblem(staff.get("/clients.csv?sort=-revenue"), 400);
  }

  private static String neutral(String text) {
    return text.startsWith("=") ? "'" + text : text;
  }

  private static List<List<String>> rows(Answer file) {
    return CsvReader.builder().ofCsvRecord(file.text().replaceFirst("^" + MARK, "")).stream()
        .map(CsvRecord::getFields)
        .toList();
  }
}
