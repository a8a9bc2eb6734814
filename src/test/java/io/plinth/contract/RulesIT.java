package io.plinth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import io.plinth.platform.http.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule, over every operation that the application says it has. {@link RulesTest} shows that
 * each of them can be broken.
 */
class RulesIT {
  private static final Plinth PLINTH = Plinth.shared();
  private static final Api API = PLINTH.api();
  private static final Contract CONTRACT = new Contract(API.get("/openapi").expect(200).json());
  private static final Map<String, Route> ROUTES =
      Walk.all()
          .collect(
              Collectors.toMap(r -> r.verb() + " " + r.path(), Function.identity(), (a, b) -> a));
  private static Sample sample;

  /** Two of everything, so that every list has a second page. */
  @BeforeAll
  static void twoOfEverything() {
    Sample.create(PLINTH);
    sample = Sample.create(PLINTH);
    Given given = PLINTH.given();
    given.createService(sample.client());
    given.createEntry(sample.client(), sample.user());
  }

  static Stream<Rule> rules() {
    return Rule.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void ruleIsKeptByEveryOperation(Rule rule) {
    List<Operation> about = CONTRACT.operations().stream().filter(rule.applies()).toList();
    assertThat(about).hasSizeGreaterThan(4);
    List<String> faults =
        about.stream().flatMap(o -> rule.faults(subject(o)).stream()).limit(40).toList();
    assertThat(faults).as(rule.name()).isEmpty();
  }

  private static Subject subject(Operation operation) {
    String other = operation.path().equals("/api/v1/users") ? "clients" : "users";
    String token = API.get("/api/v1/" + other + "?size=1").json().at("/page/next").asText();
    return new Subject(API, operation, sample.path(ROUTES.get(operation.toString())), token);
  }

  @Test
  void documentHasEveryRouteThatThereIs() {
    assertThat(CONTRACT.operations().stream().map(Operation::toString))
        .containsExactlyInAnyOrderElementsOf(
            Walk.all()
                .filter(Route::isApi)
                .map(r -> r.verb() + " " + r.path())
                .distinct()
                .toList());
  }

  /**
   * What one person makes who may see no others' things, another such person does not find. A kind
   * that is shared among them has to be named here.
   */
  @Test
  void whatStaffMakeIsTheirOwn() {
    List<String> shared = List.of();
    Api one = PLINTH.given().createUser("Staff").api();
    Api other = PLINTH.given().createUser("Staff").api();
    int made = 0;
    for (Route create : Walk.writes().filter(r -> r.isApi() && r.verb().equals("POST")).toList()) {
      if (create.path().contains("{")
          || shared.contains(create.path())
          || !Walk.takesJson(create)) {
        continue;
      }
      var body = new java.util.HashMap<>(sample.body(create));
      body.remove("userId");
      var answer = one.post(create.path(), body);
      if (answer.status() == 201) {
        made++;
        isNobodyElses(create.path() + "/" + answer.id(), one, other, create);
      }
    }
    assertThat(made).isGreaterThanOrEqualTo(2);
  }

  private static void isNobodyElses(String path, Api one, Api other, Route create) {
    one.get(path).expect(200);
    assertThat(Subject.ids(other.get(create.path() + "?size=500").expect(200)))
        .doesNotContain(one.get(path).id());
    for (Route route :
        Walk.withIds().filter(r -> r.path().equals(create.path() + "/{id}")).toList()) {
      assertThat(Walk.send(other, route, path, sample.body(route)).status())
          .as("%s %s by another", route.verb(), path)
          .isEqualTo(404);
    }
    one.delete(path).expect(204);
  }
}
