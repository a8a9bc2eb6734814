package io.plinth.platform.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/**
 * The binary forms of JSON that every JSON route also speaks: chosen by {@code Accept} and {@code
 * Content-Type}, told to {@link JsonProvider} by the request's attributes, and unknown to the
 * routes themselves.
 */
enum WireFormat {
  MESSAGE_PACK(
      new MessagePackFactory(),
      "application/msgpack",
      "application/vnd.msgpack",
      "application/x-msgpack"),
  CBOR(new CBORFactory(), "application/cbor");

  private static final String ANSWER = "plinth.wire.answer";
  private static final String BODY = "plinth.wire.body";

  private final JsonFactory factory;
  private final List<String> names;

  WireFormat(JsonFactory factory, String... names) {
    this.factory = factory;
    this.names = List.of(names);
  }

  JsonFactory factory() {
    return factory;
  }

  MediaType type() {
    return MediaType.valueOf(names.get(0));
  }

  /** The form with this media type, whatever its parameters. */
  static Optional<WireFormat> of(MediaType type) {
    String name = (type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(f -> f.names.contains(name)).findFirst();
  }

  /** The form that the answer is to have; empty: JSON. */
  static Optional<WireFormat> ofAnswer() {
    return attribute(ANSWER);
  }

  /** The form that the body has; empty: JSON. */
  static Optional<WireFormat> ofBody() {
    return attribute(BODY);
  }

  /** A body in this form as the JSON that it says, so that every limit of JSON holds for it too. */
  byte[] toJson(byte[] body) {
    ByteArrayOutputStream json = new ByteArrayOutputStream(2 * body.length);
    try (JsonParser parser = factory.createParser(body);
        JsonGenerator generator = Json.MAPPER.createGenerator(json)) {
      copy(parser, generator);
    } catch (IOException | RuntimeException e) {
      // The parsers of binary forms fail in many ways on what is none.
      throw malformed();
    }
    return json.toByteArray();
  }

  /** One value, token by token: whatever is nested how deep takes no stack. */
  private void copy(JsonParser parser, JsonGenerator generator) throws IOException {
    int depth = 0;
    do {
      JsonToken token = parser.nextToken();
      if (token == null || depth > Json.MOST_LEVELS) {
        throw malformed();
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (token == JsonToken.VALUE_NUMBER_FLOAT) {
        generator.writeNumber(decimal(parser));
      } else if (token == JsonToken.VALUE_NUMBER_INT) {
        generator.writeNumber(parser.getBigIntegerValue());
      } else {
        generator.copyCurrentEvent(parser);
      }
    } while (depth > 0);
    if (!isAtEnd(parser)) {
      throw malformed();
    }
  }

  /** Of the two parsers one says null there, and one fails. */
  private static boolean isAtEnd(JsonParser parser) throws IOException {
    try {
      return parser.nextToken() == null;
    } catch (JsonEOFException e) {
      return true;
    }
  }

  /** As it was written: 0.1 and not the digits of the double next to it. */
  private static BigDecimal decimal(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case BIG_DECIMAL -> parser.getDecimalValue();
      case FLOAT -> new BigDecimal(Float.toString(parser.getFloatValue()));
      default -> BigDecimal.valueOf(parser.getDoubleValue());
    };
  }

  private ProblemException malformed() {
    return new ProblemException(
        ProblemType.MALFORMED_BODY,
        "The body is not one value in "
            + type()
            + ", at most "
            + Json.MOST_LEVELS
            + " levels deep.");
  }

  void setForAnswer() {
    request().setAttribute(ANSWER, this);
  }

  void setForBody() {
    request().setAttribute(BODY, this);
  }

  private static Optional<WireFormat> attribute(String name) {
    return Optional.ofNullable((WireFormat) request().getAttribute(name));
  }

  private static HttpServletRequest request() {
    return RequestContext.current().request();
  }
}
