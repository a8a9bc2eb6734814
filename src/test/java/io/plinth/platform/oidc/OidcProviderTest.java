package io.plinth.platform.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plinth.fixture.TestSettings;
import io.plinth.platform.http.PublicUrl;
import io.plinth.platform.metrics.OutboundCalls;
import io.plinth.platform.oidc.Attempts.Attempt;
import io.plinth.platform.oidc.OidcException.Reason;
import io.plinth.platform.security.Secret;
import io.plinth.platform.settings.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of a provider, over real HTTP, with real keys, and with every trick. */
class OidcProviderTest {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private final OpenIdProvider there = new OpenIdProvider();
  private final OidcProvider provider = provider(Map.of());
  private final Attempts attempts =
      new Attempts(new Secret("plinth.secret", "a secret of the tests, 32 bytes or more"));
  private final Attempt attempt = attempts.begin("/clients");
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void stop() {
    end.countDown();
    there.close();
  }

  private OidcProvider provider(Map<String, String> more) {
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "plinth.http.public-url",
                "https://plinth.example.com",
                "plinth.oidc.issuer",
                there.issuer(),
                "plinth.oidc.client-id",
                OpenIdProvider.CLIENT,
                "plinth.oidc.client-secret",
                OpenIdProvider.SECRET,
                "plinth.oidc.role-claim",
                "realm_access.roles",
                "plinth.oidc.timeout",
                "2s"));
    values.putAll(more);
    Settings settings = TestSettings.of(values);
    return new OidcProvider(
        settings, new PublicUrl(settings), new OutboundCalls(new SimpleMeterRegistry()));
  }

  private OidcIdentity redeem(Map<String, Object> claims) {
    return provider.redeem(there.signIn(provider.signInUrl(attempt), claims), null, attempt);
  }

  private OidcIdentity redeem(Function<OpenIdProvider, String> token) {
    return provider.redeem(there.give(provider.signInUrl(attempt), token), null, attempt);
  }

  private JWTClaimsSet claims() {
    return there.claims(OpenIdProvider.parameters(provider.signInUrl(attempt)), Map.of());
  }

  private static void assertRefused(Reason reason, Runnable what) {
    assertThatThrownBy(what::run)
        .isInstanceOfSatisfying(
            OidcException.class, e -> assertThat(e.reason()).as("%s", e).isEqualTo(reason));
  }

  @Test
  void sendsAwayWithStateNonceAndChallenge() {
    URI url = provider.signInUrl(attempt);
    Map<String, String> asked = OpenIdProvider.parameters(url);
    assertThat(url.toString()).startsWith(there.issuer() + "/authorize?");
    assertThat(asked)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", OpenIdProvider.CLIENT)
        .containsEntry("redirect_uri", "https://plinth.example.com/login/oidc/callback")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("scope", "openid profile email");
    assertThat(asked.get("state")).hasSize(43).isNotEqualTo(asked.get("nonce"));
    assertThat(asked.get("code_challenge")).hasSize(43);
    assertThat(url.toString()).doesNotContain(attempt.verifier().getValue());
    assertThat(attempt.cookie()).doesNotContain(attempt.verifier().getValue());
  }

  @Test
  void believesWhatIsRight() {
    OidcIdentity who =
        redeem(
            Map.of(
                "email", "ada@example.com",
                "email_verified", true,
                "name", "Ada",
                "preferred_username", "ada",
                "realm_access", Map.of("roles", List.of("crew", "bosses"))));
    assertThat(who.issuer()).isEqualTo(there.issuer());
    assertThat(who.subject()).isEqualTo("subject-1");
    assertThat(who.email()).isEqualTo("ada@example.com");
    assertThat(who.name()).isEqualTo("Ada");
    assertThat(who.username()).isEqualTo("ada");
    assertThat(who.roles()).containsExactly("crew", "bosses");
    assertThat(redeem(p -> p.sign(p.ec, claims())).subject()).isEqualTo("subject-1");
  }

  /** Each is right but for the one thing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonce",
        "no nonce",
        "issuer",
        "audience",
        "expired",
        "no expiry",
        "not yet",
        "future",
        "another party",
        "several without party",
        "no subject",
        "long subject"
      })
  void refusesAToken(String with) {
    Instant now = Instant.now();
    Map<String, Object> claims = new HashMap<>();
    switch (with) {
      case "nonce" -> claims.put("nonce", attempts.begin("/").nonce().getValue());
      case "no nonce" -> claims.put("nonce", null);
      case "issuer" -> claims.put("iss", there.issuer() + "/");
      case "audience" -> claims.put("aud", "somebody-else");
      case "expired" -> claims.put("exp", Date.from(now.minusSeconds(61)));
      case "no expiry" -> claims.put("exp", null);
      case "not yet" -> claims.put("nbf", Date.from(now.plusSeconds(90)));
      case "future" -> claims.put("iat", Date.from(now.plusSeconds(90)));
      case "another party" -> claims.put("azp", "somebody-else");
      case "several without party" ->
          claims.put("aud", List.of(OpenIdProvider.CLIENT, "somebody-else"));
      case "no subject" -> claims.put("sub", null);
      default -> claims.put("sub", "x".repeat(256));
    }
    assertRefused(Reason.NOT_BELIEVED, () -> redeem(claims));
  }

  /** The same claims near the edges: the checks above are about what they say they are. */
  @Test
  void allowsForClocksThatDifferALittle() {
    Instant now = Instant.now();
    Map<String, Object> claims =
        Map.of(
            "exp", Date.from(now.minusSeconds(40)),
            "iat", Date.from(now.plusSeconds(40)),
            "nbf", Date.from(now.plusSeconds(40)),
            "aud", List.of(OpenIdProvider.CLIENT, "somebody-else"),
            "azp", OpenIdProvider.CLIENT);
    assertThat(redeem(claims).subject()).isEqualTo("subject-1");
  }

  @Test
  void refusesWhatIsNotSigned() {
    assertRefused(Reason.NOT_BELIEVED, () -> redeem(p -> new PlainJWT(claims()).serialize()));
    assertRefused(Reason.NOT_BELIEVED, () -> redeem(p -> "no.token.atall"));
    assertRefused(
        Reason.NOT_BELIEVED, () -> redeem(p -> p.sign(p.rsa, claims()).replaceFirst("[^.]+$", "")));
  }

  /** The public key, which everybody has, as the secret of a shared-secret signature. */
  @Test
  void refusesThePublicKeyAsASharedSecret() throws Exception {
    for (byte[] secret :
        new byte[][] {
          there.rsa.toRSAKey().toRSAPublicKey().getEncoded(),
          there.rsa.toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8),
          Arrays.copyOf(OpenIdProvider.SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8), 32)
        }) {
      JWK key = new OctetSequenceKey.Builder(secret).keyID(there.rsa.getKeyID()).build();
      assertRefused(
          Reason.NOT_BELIEVED, () -> redeem(p -> p.sign(key, JWSAlgorithm.HS256, claims())));
    }
  }

  @Test
  void refusesAlgorithmsThatWereNotChosen() {
    assertRefused(
        Reason.NOT_BELIEVED, () -> redeem(p -> p.sign(p.rsa, JWSAlgorithm.RS512, claims())));
    OidcProvider more = provider(Map.of("plinth.oidc.algorithms", "RS512"));
    String code =
        there.give(more.signInUrl(attempt), p -> p.sign(p.rsa, JWSAlgorithm.RS512, claims()));
    there.keys = List.of(withoutAlgorithm(there.rsa));
    assertThat(more.redeem(code, null, attempt).subject()).isEqualTo("subject-1");
  }

  private static JWK withoutAlgorithm(JWK key) {
    return new com.nimbusds.jose.jwk.RSAKey.Builder(key.toRSAKey()).algorithm(null).build();
  }

  @Test
  void refusesForeignKeysAlsoUnderOurName() {
    JWK foreign = OpenIdProvider.rsa("foreign");
    assertRefused(Reason.NOT_BELIEVED, () -> redeem(p -> p.sign(foreign, claims())));
    JWK disguised = OpenIdProvider.rsa(there.rsa.getKeyID());
    assertRefused(Reason.NOT_BELIEVED, () -> redeem(p -> p.sign(disguised, claims())));
  }

  @Test
  void takesNewKeysAndAsksForThemRarely() {
    redeem(Map.of());
    redeem(Map.of());
    assertThat(there.timesAsked("/keys")).isEqualTo(1);
    JWK next = OpenIdProvider.rsa("rsa-2");
    there.keys = List.of(next);
    assertThat(redeem(p -> p.sign(next, claims())).subject()).isEqualTo("subject-1");
    assertThat(there.timesAsked("/keys")).isEqualTo(2);
    for (int i = 0; i < 20; i++) {
      JWK foreign = OpenIdProvider.ec("foreign-" + i);
      assertThatThrownBy(() -> redeem(p -> p.sign(foreign, claims())))
          .isInstanceOf(OidcException.class);
    }
    assertThat(there.timesAsked("/keys")).isLessThanOrEqualTo(4);
    assertThat(there.timesAsked(DISCOVERY)).isEqualTo(1);
  }

  @Test
  void codeIsGoodOnceAndForItsVerifierAlone() {
    String code = there.signIn(provider.signInUrl(attempt), Map.of());
    provider.redeem(code, null, attempt);
    assertRefused(Reason.NOT_BELIEVED, () -> provider.redeem(code, null, attempt));
    String stolen = there.signIn(provider.signInUrl(attempt), Map.of());
    assertRefused(
        Reason.NOT_BELIEVED, () -> provider.redeem(stolen, null, attempts.begin("/clients")));
  }

  @Test
  void answerMustBeFromTheIssuer() {
    String code = there.signIn(provider.signInUrl(attempt), Map.of());
    assertRefused(
        Reason.NOT_BELIEVED, () -> provider.redeem(code, "https://evil.example", attempt));
    assertThat(provider.redeem(code, there.issuer(), attempt)).isNotNull();
    there.document = d -> d.put("authorization_response_iss_parameter_supported", true);
    OidcProvider strict = provider(Map.of());
    String other = there.signIn(strict.signInUrl(attempt), Map.of());
    assertRefused(Reason.NOT_BELIEVED, () -> strict.redeem(other, null, attempt));
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "\"false\"", "null", "\"yes\"", "1"})
  void addressThatIsNotConfirmedIsNone(String verified) throws IOException {
    Map<String, Object> claims = new HashMap<>(Map.of("email", "ada@example.com", "name", "Ada"));
    claims.put(
        "email_verified",
        new com.fasterxml.jackson.databind.ObjectMapper().readValue(verified, Object.class));
    assertThat(redeem(claims).email()).isNull();
    claims.put("email_verified", true);
    assertThat(redeem(claims).email()).isEqualTo("ada@example.com");
  }

  @Test
  void asksUserInfoForWhatTheTokenLeavesOut() {
    String code = there.signIn(provider.signInUrl(attempt), Map.of());
    Map<String, Object> more =
        Map.of("sub", "subject-1", "email", "ada@example.com", "email_verified", true);
    there.says(code, more);
    assertThat(provider.redeem(code, null, attempt).email()).isEqualTo("ada@example.com");

    String other = there.signIn(provider.signInUrl(attempt), Map.of());
    Map<String, Object> foreign = new HashMap<>(more);
    foreign.put("sub", "subject-2");
    there.says(other, foreign);
    assertThat(provider.redeem(other, null, attempt).email()).isNull();

    String mixed = there.signIn(provider.signInUrl(attempt), Map.of("email", "boss@example.com"));
    there.says(mixed, more);
    assertThat(provider.redeem(mixed, null, attempt).email()).as("confirmed for another").isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {DISCOVERY, "/keys", "/token"})
  void providerThatDoesNotAnswerCostsItsTimeoutAndNoMore(String path) {
    List<OpenIdProvider.Fault> faults = new ArrayList<>();
    faults.add(exchange -> await()); // says nothing
    faults.add(
        exchange -> { // says something, without an end
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          await();
        });
    for (OpenIdProvider.Fault fault : faults) {
      there.faults = Map.of();
      OidcProvider asking = provider(Map.of("plinth.oidc.timeout", "1s"));
      String code =
          path.equals(DISCOVERY) ? "x" : there.signIn(asking.signInUrl(attempt), Map.of());
      there.faults = Map.of(path, fault);
      long begin = System.nanoTime();
      assertRefused(Reason.AWAY, () -> asking.redeem(code, null, attempt));
      // The fault lasts a minute: without the limit it would take that long.
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }
  }

  private void await() {
    try {
      end.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DISCOVERY, "/keys", "/token"})
  void hugeAnswerIsGivenUp(String path) {
    String code =
        path.equals(DISCOVERY) ? "x" : there.signIn(provider.signInUrl(attempt), Map.of());
    long[] sent = new long[1];
    there.faults =
        Map.of(
            path,
            exchange -> {
              exchange.getResponseHeaders().set("Content-Type", "application/json");
              exchange.sendResponseHeaders(200, 0);
              OutputStream out = exchange.getResponseBody();
              byte[] block =
                  " ".repeat(64 * 1024).getBytes(java.nio.charset.StandardCharsets.UTF_8);
              for (; sent[0] < 4_096; sent[0]++) {
                out.write(block);
              }
            });
    assertRefused(Reason.AWAY, () -> provider.redeem(code, null, attempt));
    assertThat(sent[0]).as("of 256 MiB, in blocks of 64 KiB").isLessThan(4_096);
  }

  @Test
  void providerThatFailsIsLeftAloneForAWhileAndForgiven() {
    there.faults = Map.of(DISCOVERY, e -> OpenIdProvider.answer(e, 500, Map.of()));
    for (int i = 0; i < 50; i++) {
      assertRefused(Reason.AWAY, () -> provider.signInUrl(attempt));
    }
    assertThat(there.timesAsked(DISCOVERY)).isLessThan(5);
    there.faults = Map.of();
    assertThat(provider(Map.of()).signInUrl(attempt)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"issuer", "token_endpoint", "jwks_uri", "authorization_endpoint"})
  void documentWithAForeignOrOpenAddressIsRefused(String field) {
    there.document = d -> d.put(field, "http://192.0.2.1/elsewhere");
    assertRefused(Reason.AWAY, () -> provider.signInUrl(attempt));
  }

  @Test
  void redirectsAreNotFollowed() {
    there.faults =
        Map.of(
            DISCOVERY,
            exchange -> {
              exchange.getResponseHeaders().set("Location", there.issuer() + "/keys");
              exchange.sendResponseHeaders(302, -1);
            });
    assertRefused(Reason.AWAY, () -> provider.signInUrl(attempt));
    assertThat(there.timesAsked("/keys")).isZero();
  }

  @Test
  void signsOutThereWithTheTokenItGave() {
    assertThat(provider.signOutUrl("")).as("nothing is known yet").isEmpty();
    OidcIdentity who = redeem(Map.of());
    Map<String, String> sent =
        OpenIdProvider.parameters(provider.signOutUrl(who.idToken()).orElseThrow());
    assertThat(sent)
        .containsEntry("id_token_hint", who.idToken())
        .containsEntry("client_id", OpenIdProvider.CLIENT)
        .containsEntry("post_logout_redirect_uri", "https://plinth.example.com/login");
    assertThat(OpenIdProvider.parameters(provider.signOutUrl("").orElseThrow()))
        .doesNotContainKey("id_token_hint");
    there.document = d -> d.remove("end_session_endpoint");
    OidcProvider without = provider(Map.of());
    without.signInUrl(attempt);
    assertThat(without.signOutUrl("")).isEmpty();
  }
}
