package io.plinth.contract;

import io.plinth.fixture.Answer;
import java.util.List;
import java.util.stream.Stream;

/** What every list can do. */
final class ListRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("lists take ids", Operation::isList, ListRules::ids),
          new Rule("size is from 1 to 500", Operation::isList, ListRules::size),
          new Rule("lists take what every list takes", Operation::isList, ListRules::parameters),
          new Rule("sort keys are known and named", Operation::isList, ListRules::sort),
          new Rule("all that is wrong is named at once", Operation::isList, ListRules::allAtOnce),
          new Rule("pages follow by token", Operation::isList, ListRules::pages),
          new Rule("tokens are of one list, filter and order", Operation::isList, ListRules::token),
          new Rule("lists are CSV too", Operation::isList, ListRules::csv));
  private static final String UNKNOWN = "999999999999";
  private static final int MOST_IDS = 500;

  private ListRules() {}

  private static void parameters(Subject list, Faults faults) {
    for (String name : List.of("id", "size", "after", "sort", "fields")) {
      boolean documented = list.operation().has(name);
      faults.unless(documented, "has no parameter " + name, list.get("?size=1"));
    }
  }

  /** Of every kind: unknown, mistyped, out of range, and names that are none, several of each. */
  private static void allAtOnce(Subject list, Faults faults) {
    String bad = "fields=wrong1,id,wrong2&sort=-wrong3,wrong4&id=wrong5&size=";
    List<String> words =
        List.of("wrong1", "wrong2", "wrong3", "wrong4", "wrong5", "\"size\"", "\"sort\"");
    for (String size : List.of("x", "0")) {
      faults.problem(400, list.get("?" + bad + size), words);
      faults.problem(400, list.get("?" + bad + size + "&wrong6=1"), words);
      faults.problem(400, list.get("?" + bad + size + "&wrong6=1"), "\"wrong6\"");
    }
    Subject csv = list.with("Accept", "text/csv");
    faults.problem(400, csv.get("?" + bad + "x"), words);
  }

  private static void ids(Subject list, Faults faults) {
    Answer some = list.get("?size=2");
    List<Long> there = Subject.ids(some);
    faults.unless(!there.isEmpty(), "nothing is there to ask for", some);
    if (there.isEmpty()) {
      return;
    }
    Answer one = list.get("?id=" + there.get(0) + "," + UNKNOWN);
    faults.unless(Subject.ids(one).equals(there.subList(0, 1)), "not the one asked for", one);
    Answer none = list.get("?id=" + UNKNOWN);
    faults.unless(none.status() == 200 && Subject.ids(none).isEmpty(), "not empty", none);
    String many = ("," + UNKNOWN).repeat(MOST_IDS);
    Answer most = list.get("?id=" + many.substring(1));
    faults.status(200, most);
    String timing = String.valueOf(most.header("Server-Timing"));
    faults.unless(timing.matches(".*\"[1-3] statements\""), "not in 3 statements", most);
    for (String bad : List.of("0", "-1", "x", "1.5", "9223372036854775808", "1" + many)) {
      faults.problem(400, list.get("?id=" + bad), "\"id\"");
    }
  }

  private static void size(Subject list, Faults faults) {
    faults.unless(Subject.ids(list.get("?size=1")).size() <= 1, "size=1", list.get("?size=1"));
    faults.status(200, list.get("?size=500"));
    for (String bad : List.of("0", "501", "-1", "x", "1.5", "2147483648", "%D9%A1")) {
      faults.problem(400, list.get("?size=" + bad), "\"size\"");
    }
  }

  private static void sort(Subject list, Faults faults) {
    List<String> keys = list.operation().choices("sort");
    for (String key : keys) {
      faults.status(200, list.get("?size=2&sort=" + key));
    }
    Stream<String> names = keys.stream().filter(k -> !k.startsWith("-"));
    faults.problem(400, list.get("?sort=nope"), names.toList());
    Answer unknown = list.get("?sort=nope");
    faults.unless(!keys.isEmpty(), "no sort key is documented", unknown);
  }

  private static void pages(Subject list, Faults faults) {
    Answer first = list.get("?size=1");
    String next = first.json().at("/page/next").asText("");
    faults.unless(!next.isEmpty() && !next.equals("null"), "no second row to go on to", first);
    String link = String.valueOf(first.header("Link"));
    faults.unless(link.contains("rel=\"next\""), "no Link to the next page", first);
    Answer second = list.get("?size=1&after=" + next);
    faults.unless(
        Subject.ids(second).size() == 1 && !Subject.ids(second).equals(Subject.ids(first)),
        "the second page is the first",
        second);
    faults.unless(first.json().at("/page/total").has("exact"), "no honest total", first);
    faults.unless(first.json().at("/page/size").asInt() == 1, "another size", first);
  }

  private static void token(Subject list, Faults faults) {
    String next = list.get("?size=1").json().at("/page/next").asText("none");
    int half = next.length() / 2;
    char other = next.charAt(half) == 'A' ? 'B' : 'A';
    for (String bad :
        List.of(
            next.substring(0, half),
            next.substring(0, next.length() - 1),
            next.substring(0, half) + other + next.substring(half + 1),
            next + "A",
            "x",
            list.foreignToken())) {
      faults.problem(400, list.get("?size=1&after=" + bad), "/problems/invalid-page-token");
    }
    faults.problem(400, list.get("?size=1&id=1&after=" + next), "/problems/invalid-page-token");
    for (String key : list.operation().choices("sort").stream().limit(2).toList()) {
      Answer own = list.get("?size=1&sort=" + key);
      String reverse = key.startsWith("-") ? key.substring(1) : "-" + key;
      String token = own.json().at("/page/next").asText("none");
      faults.problem(
          400,
          list.get("?size=1&sort=" + reverse + "&after=" + token),
          "/problems/invalid-page-token");
    }
  }

  private static void csv(Subject list, Faults faults) {
    Answer csv = list.with("Accept", "text/csv").get("?size=1");
    faults.status(200, csv);
    faults.unless(csv.mediaType().equals("text/csv"), "not CSV", csv);
    faults.unless(csv.text().split("\r?\n", -1).length > 3, "not all pages", csv);
    Answer head = list.with("Accept", "text/csv").api().head(list.path());
    faults.unless(!"0".equals(head.header("Content-Length")), "HEAD says it is empty", head);
  }
}
