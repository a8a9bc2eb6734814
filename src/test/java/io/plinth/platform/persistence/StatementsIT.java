package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.FiftyRows;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import io.plinth.platform.http.Route;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * The number of statements of a request does not depend on the number of rows. Counted is what it
 * takes to compute the answer: one that is kept takes none, whatever computing it would take.
 */
class StatementsIT {
  private static final int MOST_OF_A_READ = 3;
  private static final int MOST_OF_A_PAGE = 12;
  private static final int MOST_OF_A_WRITE = 8;
  private static final int MANY = FiftyRows.MANY;

  /**
   * They ask the database for nothing: figures of the process, an empty form, the interface's own
   * description. The audit trail is verified on a connection of its own, which nobody counts: as
   * much at a time as memory should hold.
   */
  private static final Set<String> WITHOUT_DATABASE =
      Set.of("/metrics", "/password", "/api", "/api/v1/audit/verification");

  private final Plinth plinth = Plinth.shared();
  private final Api api = plinth.api();
  private final Api anew = api.with("Cache-Control", "no-cache");

  /** Once the credential is known: looking it up is not the route's work. */
  private Answer read(Route route, String path) {
    Walk.send(anew, route, path).expect(200);
    return Walk.send(anew, route, path).expect(200);
  }

  private Map<Route, Answer> all(Sample sample, int size) {
    Map<Route, Answer> answers = new LinkedHashMap<>();
    Walk.reads()
        .filter(r -> !r.produces().contains("text/csv"))
        .forEach(r -> answers.put(r, read(r, sample.path(r) + (isList(r) ? "?size=" + size : ""))));
    return answers;
  }

  private static boolean isList(Route route) {
    return route.parameters().contains("size");
  }

  /** A list of one row, and of fifty of more; a page about one of everything, and about fifty. */
  @Test
  void readsTakeAsManyStatementsForFiftyRowsAsForOne() {
    Sample sample = Sample.create(plinth);
    FiftyRows.around(plinth, Sample.create(plinth));
    Map<Route, Answer> one = all(sample, 1);
    FiftyRows.around(plinth, sample);
    Map<Route, Answer> fifty = all(sample, MANY);
    SoftAssertions softly = new SoftAssertions();
    softly.assertThat(FiftyRows.missing(plinth)).as("tables with fewer rows").isEmpty();
    one.forEach(
        (route, few) -> {
          Answer many = fifty.get(route);
          softly.assertThat(many.statements()).as("%s", route.path()).isEqualTo(few.statements());
          if (isList(route)) {
            softly.assertThat(few.json().path("items")).as("%s", route.path()).hasSize(1);
            softly.assertThat(many.json().path("items")).as("%s", route.path()).hasSize(MANY);
          }
          int least = WITHOUT_DATABASE.contains(route.path()) ? 0 : 1;
          softly
              .assertThat(many.statements())
              .as("%s", route.path())
              .isBetween(least, least == 0 ? 0 : most(route));
        });
    softly.assertThat(one.keySet().stream().filter(StatementsIT::isList)).hasSizeGreaterThan(7);
    softly.assertAll();
  }

  private static int most(Route route) {
    boolean panels = !route.isApi() || route.path().endsWith("/dashboard");
    return panels ? MOST_OF_A_PAGE : MOST_OF_A_READ;
  }

  /** Each as the page asks for it, and all of them in one page. */
  @Test
  void panelTakesThreeStatementsAndAllOfThemTwelve() {
    FiftyRows.around(plinth, Sample.create(plinth));
    Set<String> panels = new TreeSet<>();
    for (String page : List.of("/", "/operations")) {
      Answer shell = html(anew).get(page).expect(200);
      Matcher links =
          Pattern.compile("\"((?:/operations)?/panels/[a-z-]+)[?\"]").matcher(shell.text());
      while (links.find()) {
        panels.add(links.group(1));
      }
    }
    assertThat(panels).hasSizeGreaterThan(10);
    SoftAssertions softly = new SoftAssertions();
    for (String panel : panels) {
      Answer alone = html(anew).with("HX-Request", "true").get(panel).expect(200);
      softly.assertThat(alone.statements()).as(panel).isBetween(1, MOST_OF_A_READ);
    }
    int all = html(anew).get("/?panels=all").expect(200).statements();
    softly.assertThat(all).as("all panels").isBetween(6, MOST_OF_A_PAGE);
    softly.assertAll();
  }

  private static Api html(Api api) {
    return api.with("Accept", "text/html");
  }

  /**
   * Equal but for one: ids come in blocks of fifty, and whoever opens one asks the sequence. What
   * is deleted is deleted last.
   */
  @Test
  void writesTakeAConstantFewForFiftyRowsAsForOne() {
    Map<String, Integer> one = writes(Sample.create(plinth));
    Sample sample = Sample.create(plinth);
    FiftyRows.around(plinth, sample);
    Map<String, Integer> fifty = writes(sample);
    SoftAssertions softly = new SoftAssertions();
    one.forEach(
        (route, count) -> {
          softly.assertThat(count).as(route).isBetween(1, MOST_OF_A_WRITE);
          softly.assertThat(fifty.get(route)).as(route).isBetween(1, MOST_OF_A_WRITE);
          softly.assertThat(fifty.get(route)).as(route).isBetween(count - 1, count + 1);
        });
    softly.assertThat(one).hasSizeGreaterThan(10);
    softly.assertAll();
  }

  private Map<String, Integer> writes(Sample sample) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Walk.writes()
        .filter(r -> r.isApi() && !r.consumes().contains("multipart/form-data"))
        .sorted(Comparator.comparing(r -> r.verb().equals("DELETE") ? order(r) : 0))
        .forEach(
            route -> {
              api.get("/api/v1/me").expect(200); // who asks is known from here on
              Answer answer = Walk.send(api, route, sample.path(route), sample.body(route));
              // A client or a person with hours stays.
              assertThat(answer.status()).as("%s", answer).isIn(200, 201, 204, 409);
              counts.put(route.verb() + " " + route.path(), answer.statements());
            });
    return counts;
  }

  /** Entries before what they belong to. */
  private static int order(Route route) {
    return route.path().contains("entries") ? 1 : route.path().contains("services") ? 2 : 3;
  }
}
