package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.error.SelfChecked;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {
  private static final Validator VALIDATOR =
      Validation.byDefaultProvider()
          .configure()
          .messageInterpolator(new ParameterMessageInterpolator())
          .buildValidatorFactory()
          .getValidator();
  private final BodyReader reader = new BodyReader(VALIDATOR);

  /** What an input may be made of. */
  enum Kind {
    SMALL,
    LARGE
  }

  /** A part of an input. */
  record Part(String a, String b) {}

  /** One of every type. */
  @JsonIgnoreProperties({"id"})
  record Input(
      @NotBlank @Size(max = 10) String name,
      @NotNull Kind kind,
      @Max(9) Integer number,
      BigDecimal fee,
      Boolean active,
      LocalDate day,
      LocalTime time,
      Instant at,
      List<@Size(max = 3) String> tags,
      Part part,
      String password) {}

  @Test
  void readsEveryType() {
    Input input =
        read(
            """
            {"name":" Ada ","kind":"SMALL","number":3,"fee":1.25,"active":true,
             "day":"2026-03-31","time":"09:30","at":"2026-03-31T09:30:00Z","tags":["x","yz"],
             "part":{"a":"1"},"password":"  kept as it is ","id":7}
            """);
    assertThat(input)
        .isEqualTo(
            new Input(
                "Ada",
                Kind.SMALL,
                3,
                new BigDecimal("1.25"),
                true,
                LocalDate.of(2026, 3, 31),
                LocalTime.of(9, 30),
                Instant.parse("2026-03-31T09:30:00Z"),
                List.of("x", "yz"),
                new Part("1", null),
                "  kept as it is "));
  }

  @Test
  void namesEveryUnknownMistypedAndInvalidPropertyAtOnce() {
    assertErrors(
        "{\"name\":\"much longer than"
            + " ten\",\"number\":\"x\",\"day\":1,\"tags\":[\"long\"],\"no/pe\":1}",
        "/no~1pe",
        "/number",
        "/day",
        "/kind",
        "/name",
        "/tags/0");
  }

  /** An input that knows a rule between its properties. */
  record Span(@NotNull Integer from, @NotNull Integer to, @Max(9) Integer step)
      implements SelfChecked {
    @Override
    public List<FieldError> errors() {
      return from != null && to != null && to < from
          ? List.of(FieldError.field("to", "before"), FieldError.field("step", "where to?"))
          : List.of();
    }
  }

  @Test
  void namesWhatAnInputKnowsOfItselfWithTheRestAndOnce() {
    assertErrors(
        () -> reader.read(tree("{\"from\":2,\"to\":1,\"x\":1}"), Span.class), "/x", "/to", "/step");
    assertErrors(
        () -> reader.read(tree("{\"from\":2,\"to\":1,\"step\":10}"), Span.class), "/step", "/to");
    assertErrors(() -> reader.read(tree("{\"from\":\"x\",\"to\":1}"), Span.class), "/from");
  }

  @Test
  void listsTheLegalNamesForAnUnknownProperty() {
    assertThatThrownBy(() -> read("{\"name\":\"a\",\"kind\":\"SMALL\",\"naem\":1}"))
        .hasMessage(
            "\"naem\" is unknown. Legal: name, kind, number, fee, active, day, time, at, tags,"
                + " part, password.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name|1",
        "name|true",
        "name|[]",
        "name|{}",
        "kind|\"TINY\"",
        "kind|0",
        "kind|\"small\"",
        "number|1.5",
        "number|\"3\"",
        "number|99999999999",
        "fee|\"1.5\"",
        "active|\"true\"",
        "active|1",
        "day|\"2026-02-30\"",
        "day|\"1899-12-31\"",
        "day|20260331",
        "time|\"25:00\"",
        "at|\"2026-03-31\"",
        "at|\"1969-12-31T23:59:59Z\"",
        "at|\"3000-01-01T00:00:00Z\"",
        "tags|\"x\"",
        "tags|[null]",
        "part|\"x\"",
        "name|\"a\\u0000b\"",
        "name|\"\\ud800\"",
        "name|\"\\udc00\\ud800\"",
        "tags|[\"\\u0000\"]",
        "tags|[\"\\ud800\"]"
      })
  void refusesWhatIsOfAnotherTypeOrCannotBeStored(String property, String value) {
    String others = property.equals("kind") ? "\"name\":\"a\"" : "\"kind\":\"SMALL\"";
    String name = property.equals("name") || property.equals("kind") ? "" : ",\"name\":\"a\"";
    String body = "{" + others + name + ",\"" + property + "\":" + value + "}";
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.INVALID_REQUEST);
              assertThat(e.errors()).hasSize(1);
              assertThat(e.errors().get(0).pointer()).startsWith("/" + property);
              assertThat(e.errors().get(0).detail()).doesNotContain("java", "jackson");
            });
  }

  @Test
  void takesWhatIsOutsideTheBasicPlane() {
    assertThat(read("{\"kind\":\"SMALL\",\"name\":\"\\ud83d\\ude00 ok\"}").name())
        .isEqualTo("\uD83D\uDE00 ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "{}x",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "nope",
        "{'a':1}",
        "{\"a\":NaN}",
        "[1,",
        "\u0000"
      })
  void refusesWhatIsNoJson(String text) {
    assertMalformed(() -> BodyReader.tree(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void refusesMoreThanAHundredLevels() {
    String hundred = "[".repeat(100) + "]".repeat(100);
    assertThat(BodyReader.tree(hundred.getBytes(StandardCharsets.UTF_8)).isArray()).isTrue();
    assertMalformed(() -> BodyReader.tree(("[" + hundred + "]").getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "1", "\"x\""})
  void refusesWhatIsNoObject(String text) {
    assertMalformed(() -> read(text));
  }

  @Test
  void readsTheFieldsOfAForm() {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.add("name", " Ada ");
    form.add("kind", "LARGE");
    form.add("number", "3");
    form.add("fee", "1.5");
    form.add("active", "true");
    form.add("day", "");
    form.add("csrf", "ignored");
    Input input = reader.read(form, Input.class);
    assertThat(input.name()).isEqualTo("Ada");
    assertThat(input.number()).isEqualTo(3);
    assertThat(input.fee()).isEqualByComparingTo("1.5");
    assertThat(input.active()).isTrue();
    assertThat(input.day()).isNull();
  }

  @Test
  void patchKeepsWhatItDoesNotName() {
    assertThat(patch("{}")).isEqualTo(CURRENT);
    assertThat(patch("{\"number\":4}").number()).isEqualTo(4);
    assertThat(patch("{\"number\":4}").name()).isEqualTo("Ada");
  }

  @Test
  void patchRemovesWhatIsNull() {
    assertThat(patch("{\"fee\":null}").fee()).isNull();
    assertErrors(() -> patch("{\"kind\":null}"), "/kind");
  }

  @Test
  void patchMergesObjectsAndReplacesArrays() {
    assertThat(patch("{\"part\":{\"b\":null}}").part()).isEqualTo(new Part("1", null));
    assertThat(patch("{\"part\":{\"a\":\"9\"}}").part()).isEqualTo(new Part("9", "2"));
    assertThat(patch("{\"part\":null}").part()).isNull();
    assertThat(patch("{\"tags\":[\"z\"]}").tags()).containsExactly("z");
  }

  @Test
  void patchIsCheckedLikeAnyOtherInput() {
    assertErrors(() -> patch("{\"number\":10,\"nope\":1}"), "/nope", "/number");
    assertMalformed(() -> patch("[]"));
  }

  private static final Input CURRENT =
      new Input(
          "Ada",
          Kind.LARGE,
          3,
          new BigDecimal("1.25"),
          true,
          LocalDate.of(2026, 3, 31),
          LocalTime.of(9, 30),
          Instant.parse("2026-03-31T09:30:00Z"),
          List.of("x"),
          new Part("1", "2"),
          null);

  private Input patch(String patch) {
    return reader.patch(CURRENT, tree(patch), Input.class);
  }

  private Input read(String body) {
    return reader.read(tree(body), Input.class);
  }

  private static com.fasterxml.jackson.databind.JsonNode tree(String body) {
    return BodyReader.tree(body.getBytes(StandardCharsets.UTF_8));
  }

  private void assertErrors(String body, String... pointers) {
    assertErrors(() -> read(body), pointers);
  }

  private static void assertErrors(ThrowingCallable call, String... pointers) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(FieldError::pointer)
                    .containsExactlyInAnyOrder(pointers));
  }

  private static void assertMalformed(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_BODY));
  }

  @Test
  void stopsAtAHundredErrors() {
    StringBuilder body = new StringBuilder("{\"kind\":\"SMALL\",\"name\":\"a\"");
    for (int i = 0; i < 100_000; i++) {
      body.append(",\"u").append(i).append("\":1");
    }
    assertThatThrownBy(() -> read(body + "}"))
        .hasMessage("More values than the 100 that are named are not valid.")
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.errors()).hasSize(100));
  }

  /** Its values would be errors, each, and are not looked at. */
  @Test
  void refusesAListThatIsTooLongAsAWhole() {
    String tags = "[\"long\"" + ",\"long\"".repeat(100_000) + "]";
    assertErrors("{\"kind\":\"SMALL\",\"name\":\"a\",\"tags\":" + tags + "}", "/tags");
    assertThatThrownBy(() -> reader.read(tree("{\"few\":[\"a\",\"b\",\"c\"]}"), Few.class))
        .hasMessage("few has at most 2 values.");
    assertThat(reader.read(tree("{\"few\":[\"a\",\"b\"]}"), Few.class).few()).hasSize(2);
  }

  /** A list that says how many it takes. */
  record Few(@Size(max = 2) List<String> few) {}
}
