package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Plinth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/** How answers travel: compressed, or in the binary forms of JSON. */
class TransportIT {
  private static final Plinth PLINTH = Plinth.shared();
  private static final Map<String, JsonFactory> FORMS =
      Map.of(
          "application/msgpack", new MessagePackFactory(), "application/cbor", new CBORFactory());
  private static long client;

  @BeforeAll
  static void clients() {
    Given given = PLINTH.given();
    client = given.createClient();
    for (int i = 0; i < 60; i++) {
      given.createClient();
    }
  }

  @Test
  void whatIsLargeIsCompressedAndHoldsTheSame() throws IOException {
    for (String path : new String[] {"/api/v1/clients?size=50", "/openapi", "/login"}) {
      Api api = PLINTH.api();
      Answer plain = api.get(path);
      Answer small = api.with("Accept-Encoding", "gzip").get(path);
      if (plain.bytes().length < Gzip.SMALLEST) {
        assertThat(small.header("Content-Encoding")).as(path).isNull();
        continue;
      }
      assertThat(plain.header("Content-Encoding")).as(path).isNull();
      assertThat(small.header("Content-Encoding")).as(path).isEqualTo("gzip");
      assertThat(small.header("Vary")).as(path).contains("Accept-Encoding");
      assertThat(plain.header("Vary")).as(path).contains("Accept-Encoding");
      int most = plain.bytes().length * (path.startsWith("/api/") ? 4 : 6) / 10;
      assertThat(small.bytes().length).as(path).isLessThan(most);
      if (!path.equals("/login")) {
        assertThat(unzipped(small)).as(path).isEqualTo(plain.bytes());
        assertThat(small.etag()).as(path).isNotEqualTo(plain.etag());
      }
    }
  }

  @Test
  void exportIsCompressedWhileItIsSent() throws IOException {
    Api api = PLINTH.api().with("Accept", "text/csv");
    Answer small = api.with("Accept-Encoding", "gzip").get("/api/v1/clients").expect(200);
    assertThat(small.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(new String(unzipped(small))).startsWith("id,version,legalName");
  }

  @Test
  void tagOfTheCompressedAnswerIsKnownAgain() {
    Api api = PLINTH.api().with("Accept-Encoding", "gzip");
    String path = "/api/v1/clients?size=50";
    String tag = api.get(path).expect(200).etag();
    Answer again = api.with("If-None-Match", tag).get(path).expect(304);
    assertThat(again.header("Content-Encoding")).isNull();
    assertThat(again.bytes()).isEmpty();
    assertThat(PLINTH.api().with("If-None-Match", tag).get(path).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/msgpack", "application/cbor"})
  void bodyInABinaryFormIsTaken(String type) throws IOException {
    Api api = PLINTH.api().with("Accept", type);
    ObjectMapper mapper = new ObjectMapper(FORMS.get(type));
    Map<String, Object> body =
        Map.of("legalName", Given.unique("Binary"), "status", "ACTIVE", "defaultHourlyRate", 90.5);
    Answer made = send(api, "POST", "/api/v1/clients", type, mapper.writeValueAsBytes(body));
    JsonNode stored = tree(made.expect(201), type);
    assertThat(stored.path("legalName").asText()).isEqualTo(body.get("legalName"));
    assertThat(stored.path("defaultHourlyRate").asDouble()).isEqualTo(90.5);
    assertThat(stored.path("id").isIntegralNumber()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/msgpack", "application/cbor"})
  void whatIsNoBinaryFormIsAProblemInJson(String type) throws IOException {
    Api api = PLINTH.api().with("Accept", type);
    ObjectMapper mapper = new ObjectMapper(FORMS.get(type));
    byte[] good = mapper.writeValueAsBytes(Map.of("legalName", "x", "status", "ACTIVE"));
    byte[] half = java.util.Arrays.copyOf(good, good.length - 3);
    byte[] twice = new byte[2 * good.length];
    System.arraycopy(good, 0, twice, 0, good.length);
    System.arraycopy(good, 0, twice, good.length, good.length);
    byte[] deep = new byte[5_000];
    java.util.Arrays.fill(deep, type.endsWith("cbor") ? (byte) 0x81 : (byte) 0x91);
    byte[] noise = new byte[300];
    new java.util.Random(7).nextBytes(noise);
    for (byte[] bad : new byte[][] {half, twice, deep, noise, {}, {(byte) 0xff}, {0x01}}) {
      Answer answer = send(api, "POST", "/api/v1/clients", type, bad);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.mediaType()).isEqualTo("application/problem+json");
      assertThat(answer.text()).doesNotContain("Exception", "jackson");
    }
  }

  @Test
  void whicheverFormIsPreferredIsSent() {
    String path = "/api/v1/clients/" + client;
    assertThat(accept("application/json, application/cbor;q=0.9", path))
        .isEqualTo("application/json");
    assertThat(accept("application/json;q=0.5, application/cbor", path))
        .isEqualTo("application/cbor");
    assertThat(accept("*/*", path)).isEqualTo("application/json");
    assertThat(PLINTH.api().with("Accept", "application/cbor").get("/api/v1/clients/x").mediaType())
        .isEqualTo("application/problem+json");
  }

  private static String accept(String types, String path) {
    return PLINTH.api().with("Accept", types).get(path).expect(200).mediaType();
  }

  private static Answer send(Api api, String method, String path, String type, byte[] body) {
    return api.send(method, path, type, BodyPublishers.ofByteArray(body));
  }

  private static JsonNode tree(Answer answer, String type) {
    try {
      return new ObjectMapper(FORMS.get(type)).readTree(answer.bytes());
    } catch (IOException e) {
      throw new IllegalStateException(answer.toString(), e);
    }
  }

  private static byte[] unzipped(Answer answer) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(answer.bytes())).readAllBytes();
  }
}
