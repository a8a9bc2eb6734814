package io.plinth.platform.http;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a reverse proxy says of its client is believed where the proxy is trusted, and nowhere else.
 * The test is the proxy: one server trusts this machine, the shared one trusts nobody.
 */
class ProxyIT {
  private static final String DATABASE = "behind_a_proxy";
  private static Plinth trusting;
  private static Person person;

  @BeforeAll
  static void start() {
    trusting =
        Plinth.start(
                "behind-a-proxy",
                EmbeddedDatabase.shared().create(DATABASE),
                Map.of("PLINTH_HTTP_TRUSTED_PROXIES", "127.0.0.1,::1, 10.0.0.0/8"))
            .awaitReady();
    person = trusting.given().createUser("Staff");
  }

  @AfterAll
  static void stop() {
    trusting.kill();
    EmbeddedDatabase.shared().drop(DATABASE);
  }

  private static Api proxied(Plinth plinth, String client, String scheme) {
    return plinth.anonymous().with("X-Forwarded-For", client).with("X-Forwarded-Proto", scheme);
  }

  /** Where the last session of a user was opened from. */
  private static String address(Plinth plinth, Person who) {
    return plinth
        .given()
        .select(
            "select address from sessions where user_id = ? order by created_at desc limit 1",
            who.id())
        .get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7                      | 203.0.113.7",
        "2001:db8::7                      | 2001:db8::7",
        "203.0.113.7, 10.1.2.3            | 203.0.113.7",
        "198.51.100.9, 203.0.113.7        | 203.0.113.7",
        "198.51.100.9, 203.0.113.7, ::1   | 203.0.113.7",
        "10.1.2.3, 10.4.5.6               | 10.1.2.3"
      })
  void clientIsTheLastAddressThatIsNoProxy(String forwarded, String client) {
    proxied(trusting, forwarded, "https")
        .trySignIn(person.username(), person.password(), "")
        .expect(303);
    assertThat(address(trusting, person)).isEqualTo(client);
  }

  @Test
  void keyThatIsBoundToAnAddressWorksFromThereAlone() {
    String key = trusting.given().createKey(person.id(), null);
    trusting
        .given()
        .update(
            "update api_keys set allowed_addresses = '{203.0.113.0/24}' where user_id = ?"
                + " and name = 'test'",
            person.id());
    proxied(trusting, "203.0.113.7", "https").bearer(key).get("/api/v1/me").expect(200);
    assertProblem(proxied(trusting, "203.0.114.7", "https").bearer(key).get("/api/v1/me"), 401);
    String forged = "203.0.113.7, 198.51.100.9";
    assertProblem(proxied(trusting, forged, "https").bearer(key).get("/api/v1/me"), 401);
    assertProblem(trusting.anonymous().bearer(key).get("/api/v1/me"), 401);
  }

  @Test
  void transportIsStrictWhereTheProxySpeaksTls() {
    assertThat(hsts(proxied(trusting, "203.0.113.7", "https"))).startsWith("max-age=");
    assertThat(hsts(proxied(trusting, "203.0.113.7", "HTTPS"))).startsWith("max-age=");
    for (String scheme : List.of("http", "ftp", "httpsx")) {
      assertThat(hsts(proxied(trusting, "203.0.113.7", scheme))).as(scheme).isNull();
    }
    assertThat(hsts(proxied(Plinth.shared(), "203.0.113.7", "https"))).isNull();
  }

  private static String hsts(Api api) {
    return api.get("/login").expect(200).header("Strict-Transport-Security");
  }

  @Test
  void passwordInClearTextIsTakenFromThisMachineAlone() {
    Answer refused =
        proxied(trusting, "203.0.113.7", "http")
            .trySignIn(person.username(), person.password(), "")
            .expect(403);
    assertThat(refused.text()).contains("plain HTTP");
    assertThat(refused.setCookie("plinth_session")).isEmpty();
    trusting.anonymous().trySignIn(person.username(), person.password(), "").expect(303);
    assertThat(List.of("127.0.0.1", "0:0:0:0:0:0:0:1", "::1")).contains(address(trusting, person));
  }

  @Test
  void forgedHeadersOfWhoIsNotTrustedAreIgnored() {
    Plinth plain = Plinth.shared();
    Given given = plain.given();
    Person other = given.createUser("Staff");
    proxied(plain, "203.0.113.7", "https")
        .trySignIn(other.username(), other.password(), "")
        .expect(303);
    assertThat(address(plain, other)).isNotEqualTo("203.0.113.7");
    // Were it believed, this would be a sign-in over plain HTTP from elsewhere.
    proxied(plain, "203.0.113.7", "http")
        .trySignIn(other.username(), other.password(), "")
        .expect(303);
  }
}
