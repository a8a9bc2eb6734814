package io.plinth.platform.oidc;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An OpenID provider as they are, over real HTTP and with real keys, that also does what one must
 * not: what it says can be changed for each code it gives out.
 */
public final class OpenIdProvider implements AutoCloseable {
  public static final String CLIENT = "plinth-tests";
  public static final String SECRET = "a client's secret & 100% encoded";
  private static final JsonMapper JSON = new JsonMapper();

  /** Made once: it takes a while. */
  private static final JWK RSA = rsa("rsa-1");

  private static final JWK EC = ec("ec-1");
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Object>> people = new ConcurrentHashMap<>();

  /** How often each path was asked for. */
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

  /** The trace that each path was asked for in, lastly. */
  final Map<String, String> traces = new ConcurrentHashMap<>();

  final JWK rsa = RSA;
  final JWK ec = EC;

  /** The keys it tells of. */
  volatile List<JWK> keys = List.of(rsa, ec);

  /** Changes to what it says of itself. */
  volatile Consumer<Map<String, Object>> document = d -> {};

  /** What it does instead of answering, by path; the default answers. */
  volatile Map<String, Fault> faults = Map.of();

  /** Something else than an answer. */
  interface Fault {
    void answer(HttpExchange exchange) throws IOException;
  }

  /** What was asked for at the way out, and what the code gives. */
  private record Grant(
      Map<String, String> asked, Function<OpenIdProvider, String> token, String access) {}

  public OpenIdProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static JWK rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).algorithm(JWSAlgorithm.RS256).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static JWK ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).algorithm(JWSAlgorithm.ES256).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public String issuer() {
    return "http://localhost:" + server.getAddress().getPort() + "/realm";
  }

  int timesAsked(String path) {
    return asked.getOrDefault(path, new AtomicInteger()).get();
  }

  /** Signs somebody in who was sent here; the code they are sent back with. */
  public String signIn(URI sentHere, Map<String, Object> claims) {
    return give(sentHere, p -> p.sign(p.rsa, p.claims(parameters(sentHere), claims)));
  }

  /** The same with a token of the test's own making. */
  String give(URI sentHere, Function<OpenIdProvider, String> token) {
    String code = UUID.randomUUID().toString();
    grants.put(code, new Grant(parameters(sentHere), token, UUID.randomUUID().toString()));
    return code;
  }

  /** What UserInfo says to who has the code's access token. */
  void says(String code, Map<String, Object> claims) {
    people.put(grants.get(code).access(), claims);
  }

  public static Map<String, String> parameters(URI address) {
    Map<String, String> single = new HashMap<>();
    URLUtils.parseParameters(address.getRawQuery()).forEach((k, v) -> single.put(k, v.get(0)));
    return single;
  }

  /** A token's claims as they should be, with {@code more} over them; null takes one away. */
  JWTClaimsSet claims(Map<String, String> asked, Map<String, Object> more) {
    Instant now = Instant.now();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .audience(CLIENT)
            .subject("subject-1")
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("nonce", asked.get("nonce"));
    more.forEach(claims::claim);
    return claims.build();
  }

  String sign(JWK key, JWTClaimsSet claims) {
    return sign(key, (JWSAlgorithm) key.getAlgorithm(), claims);
  }

  String sign(JWK key, JWSAlgorithm algorithm, JWTClaimsSet claims) {
    try {
      JWSHeader header = new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();
      SignedJWT token = new SignedJWT(header, claims);
      token.sign(new DefaultJWSSignerFactory().createJWSSigner(key, algorithm));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceFirst("^/realm", "");
    asked.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
    traces.put(path, String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
    try (exchange) {
      Fault fault = faults.get(path);
      if (fault != null) {
        fault.answer(exchange);
        return;
      }
      switch (path) {
        case "/.well-known/openid-configuration" -> answer(exchange, 200, describe());
        case "/keys" -> answer(exchange, 200, new JWKSet(keys).toPublicJWKSet().toJSONObject());
        case "/token" -> token(exchange);
        case "/userinfo" -> userInfo(exchange);
        default -> answer(exchange, 404, Map.of());
      }
    }
  }

  private Map<String, Object> describe() {
    Map<String, Object> all = new HashMap<>();
    all.put("issuer", issuer());
    all.put("authorization_endpoint", issuer() + "/authorize");
    all.put("token_endpoint", issuer() + "/token");
    all.put("jwks_uri", issuer() + "/keys");
    all.put("end_session_endpoint", issuer() + "/end");
    all.put("userinfo_endpoint", issuer() + "/userinfo");
    all.put("response_types_supported", List.of("code"));
    all.put("subject_types_supported", List.of("public"));
    all.put("id_token_signing_alg_values_supported", List.of("RS256", "ES256", "HS256", "none"));
    document.accept(all);
    return all;
  }

  /** A code is good once, with the verifier and the address it was asked for with. */
  private void token(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> given = new HashMap<>();
    URLUtils.parseParameters(body).forEach((k, v) -> given.put(k, v.get(0)));
    Grant grant = grants.remove(String.valueOf(given.get("code")));
    boolean right =
        grant != null
            && basic().equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && "authorization_code".equals(given.get("grant_type"))
            && "S256".equals(grant.asked().get("code_challenge_method"))
            && challenge(given.get("code_verifier")).equals(grant.asked().get("code_challenge"))
            && grant.asked().get("redirect_uri").equals(given.get("redirect_uri"));
    if (!right) {
      answer(exchange, 400, Map.of("error", "invalid_grant"));
      return;
    }
    Map<String, Object> tokens = new HashMap<>();
    tokens.put("access_token", grant.access());
    tokens.put("token_type", "Bearer");
    tokens.put("id_token", grant.token().apply(this));
    answer(exchange, 200, tokens);
  }

  private static String basic() {
    String pair = URLUtils.serializeParameters(Map.of(CLIENT, List.of(SECRET))).replace('=', ':');
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(String.valueOf(verifier).getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void userInfo(HttpExchange exchange) throws IOException {
    String bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    Map<String, Object> person = people.get(bearer.replaceFirst("^Bearer ", ""));
    if (person == null) {
      answer(exchange, 401, Map.of("error", "invalid_token"));
    } else {
      answer(exchange, 200, person);
    }
  }

  static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
