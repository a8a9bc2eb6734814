package io.plinth.platform.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** How Plinth writes JSON and how strictly it reads it. */
public final class Json {
  static final int MOST_LEVELS = 100;

  /** Strict: duplicates, trailing tokens, numbers in quotes and deep nesting are refused. */
  public static final ObjectMapper MAPPER = mapper(false);

  /** For forms, where every value arrives as text. */
  static final ObjectMapper LENIENT = mapper(true);

  /** Numbers keep their decimals: 85.50 stays so. */
  private static final ObjectMapper EXACT =
      ((JsonMapper) mapper(false))
          .rebuild()
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /** A tree of JSON that is known to be sound, its numbers as they were written. */
  public static JsonNode exactTree(String json) {
    try {
      return EXACT.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A record or map as a tree. */
  public static ObjectNode exactTree(Object value) {
    return EXACT.valueToTree(value);
  }

  private static ObjectMapper mapper(boolean coerce) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(MOST_LEVELS)
            .maxNumberLength(100)
            .maxNameLength(1_000)
            .build();
    JsonFactory factory = JsonFactory.builder().streamReadConstraints(limits).build();
    CoercionAction fromScalar = coerce ? CoercionAction.TryConvert : CoercionAction.Fail;
    return JsonMapper.builder(factory)
        .withCoercionConfig(
            LogicalType.Textual,
            config ->
                config
                    .setCoercion(CoercionInputShape.Integer, fromScalar)
                    .setCoercion(CoercionInputShape.Float, fromScalar)
                    .setCoercion(CoercionInputShape.Boolean, fromScalar))
        .addModule(new JavaTimeModule())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, coerce)
        .build();
  }
}
