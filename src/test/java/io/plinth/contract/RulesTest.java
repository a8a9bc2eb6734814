package io.plinth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Plinth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules held against a server that keeps none of them: whatever it is asked, it answers the
 * same two things, zipped twice if at all. A rule that finds no fault with it could find none.
 */
class RulesTest {
  private static final String THINGS =
      """
      {"items":[{"id":1,"name":"x","secret":2},{"id":2,"name":null,"secret":2}],
       "page":{"size":50,"next":null,"total":{"count":2}}}
      """;
  private static final String DOCUMENT =
"""
{"paths":{"/things":{
  "get":{
    "parameters":[
      {"name":"id","in":"query"},{"name":"size","in":"query"},
      {"name":"sort","in":"query","schema":{"items":{"enum":["name","-name"]}}},
      {"name":"fields","in":"query","schema":{"items":{"enum":["id","name"]}}}],
    "responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Page"}}}}}},
  "post":{
    "requestBody":{"content":{"application/json":{"schema":{"properties":{"name":{"type":"string"}}}}}},
    "responses":{"201":{}}}}},
 "components":{"schemas":{
   "Page":{"type":"object","required":["items"],"properties":{
     "items":{"type":"array","items":{"$ref":"#/components/schemas/Thing"}},"page":{}}},
   "Things":{"type":"array","items":{"$ref":"#/components/schemas/Thing"}},
   "Thing":{"type":"object","required":["id"],"properties":{
     "id":{"type":"integer","minimum":1},
     "name":{"type":["string","null"],"maxLength":3},
     "kind":{"anyOf":[{"type":"string","enum":["A","B"]},{"type":"null"}]},
     "at":{"type":"string","format":"date-time"}}}}}}
""";
  private static HttpServer careless;
  private static Contract contract;

  @BeforeAll
  static void start() throws IOException {
    contract = new Contract(new ObjectMapper().readTree(DOCUMENT));
    careless = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    careless.createContext("/", RulesTest::answer);
    careless.start();
  }

  @AfterAll
  static void stop() {
    careless.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] body = THINGS.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (exchange.getRequestHeaders().containsKey("Accept-Encoding")) {
      body = zipped(zipped(body));
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", "0");
    }
    exchange.sendResponseHeaders(200, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static byte[] zipped(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(plain);
    }
    return bytes.toByteArray();
  }

  static Stream<Rule> rules() {
    return Rule.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void ruleFindsWhoBreaksIt(Rule rule) {
    List<Operation> about = contract.operations().stream().filter(rule.applies()).toList();
    assertThat(about).isNotEmpty();
    URI server = URI.create("http://127.0.0.1:" + careless.getAddress().getPort());
    for (Operation operation : about) {
      Subject subject = new Subject(Plinth.at(server), operation, "/things", "x");
      assertThat(rule.faults(subject)).as(rule.name()).isNotEmpty();
    }
  }

  /** What is not documented is not there, and still missed: a list is known by what it answers. */
  @Test
  void listThatTakesNoParameterIsStillOne() {
    String bare = DOCUMENT.replaceAll("(?s)\"parameters\":\\[.*?}}}],", "\"parameters\":[],");
    for (Operation list : operations(bare, "/things").toList()) {
      assertThat(list.has("size")).isFalse();
      assertThat(list.isList()).as("%s", list).isEqualTo(list.isRead());
      assertThat(list.isSingleRead()).isFalse();
    }
    String array = bare.replace("#/components/schemas/Page\"", "#/components/schemas/Things\"");
    assertThat(operations(array, "/things").filter(Operation::isList)).hasSize(1);
    String single = bare.replace("#/components/schemas/Page\"", "#/components/schemas/Thing\"");
    assertThat(operations(single, "/things").filter(Operation::isList)).isEmpty();
    assertThat(operations(single, "/things").filter(Operation::isSingleRead)).hasSize(1);
    // A report and a verdict are neither, by name alone.
    assertThat(operations(bare, "/api/v1/revenue").filter(Operation::isList)).isEmpty();
    assertThat(operations(single, "/api/v1/audit/verification").filter(Operation::isSingleRead))
        .isEmpty();
  }

  private static Stream<Operation> operations(String document, String path) {
    try {
      String at = document.replace("\"/things\":", "\"" + path + "\":");
      return new Contract(new ObjectMapper().readTree(at)).operations().stream();
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void schemaKnowsEveryKindOfDeviation() {
    assertThat(deviations("{\"id\":1,\"name\":null,\"kind\":\"A\"}")).isEmpty();
    assertThat(deviations("{\"id\":1,\"kind\":null,\"at\":\"2026-01-01T00:00:00Z\"}")).isEmpty();
    for (String wrong :
        List.of(
            "{}",
            "[]",
            "null",
            "{\"id\":\"1\"}",
            "{\"id\":1.5}",
            "{\"id\":0}",
            "{\"id\":null}",
            "{\"id\":1,\"name\":\"four\"}",
            "{\"id\":1,\"name\":[]}",
            "{\"id\":1,\"kind\":\"C\"}",
            "{\"id\":1,\"at\":\"yesterday\"}",
            "{\"id\":1,\"at\":null}",
            "{\"id\":1,\"undocumented\":1}")) {
      assertThat(deviations(wrong)).as(wrong).isNotEmpty();
    }
  }

  private static List<String> deviations(String value) {
    try {
      JsonNode thing = contract.document().at("/components/schemas/Thing");
      return new Schema(contract).deviations(thing, new ObjectMapper().readTree(value));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void verdictFindsEveryKindOfFault() {
    Operation list = contract.operations().get(0);
    String good = "{\"items\":[{\"id\":1}]}";
    assertThat(Verdict.of(list, planted(200, "application/json", good))).isEmpty();
    for (Answer bad :
        List.of(
            planted(500, "application/problem+json", problem(500, "Something.")),
            planted(200, "application/json", "{\"items\":[{\"id\":\"1\"}]}"),
            planted(201, "application/json", good),
            planted(200, "text/plain", good),
            planted(200, "text/html", "<html>"),
            planted(404, "text/html", "<html>"),
            planted(404, "application/json", problem(404, "Nothing.")),
            planted(404, "application/problem+json", problem(400, "Nothing.")),
            planted(404, "application/problem+json", problem(404, "java.lang.Nothing")),
            planted(404, "application/problem+json", problem(404, "at io.plinth.Some.thing(")),
            planted(404, "application/problem+json", ""))) {
      assertThat(Verdict.of(list, bad)).as("%s", bad).isNotEmpty();
    }
    Answer refusal = planted(404, "application/problem+json", problem(404, "Nothing."));
    assertThat(Verdict.general(refusal)).isEmpty();
  }

  private static String problem(int status, String detail) {
    return
"""
{"type":"/problems/x","title":"t","status":%d,"detail":"%s","instance":"/things","requestId":"1"}
"""
        .formatted(status, detail);
  }

  private static Answer planted(int status, String type, String body) {
    Map<String, List<String>> headers =
        Map.of(
            "Content-Type", List.of(type),
            "X-Request-ID", List.of("1"),
            "Server-Timing", List.of("app;dur=1.0, db;dur=0.0;desc=\"0 statements\""),
            "X-Response-Time", List.of("1ms"));
    return new Answer(
        "GET /things",
        status,
        HttpHeaders.of(headers, (name, value) -> true),
        body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void sameSeedMakesTheSameRequests() {
    List<String> one = requests(7);
    assertThat(requests(7)).isEqualTo(one);
    assertThat(requests(8)).isNotEqualTo(one);
  }

  private static List<String> requests(long seed) {
    Generator generator = new Generator(seed, operation -> "/things", Map.of("thingId", 1L));
    return Stream.generate(() -> contract.operations())
        .limit(200)
        .flatMap(List::stream)
        .map(operation -> generator.next(operation).toString())
        .toList();
  }
}
