package io.plinth.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/**
 * Requests that are almost right: each is made as the document says, and then one or two things in
 * it are replaced by what programs trip over. The same seed makes the same requests.
 */
final class Generator {
  private static final List<JsonFactory> BINARY =
      List.of(new MessagePackFactory(), new CBORFactory());
  private static final List<String> BINARY_TYPES =
      List.of("application/msgpack", "application/cbor");
  private static final List<String> NAMES =
      List.of("hours.csv", "", "../../x", "C:\\a\\b.csv", "\u0000.csv", "n".repeat(500), "\u202e");
  private static final int MOST_FIELDS = 4;
  private final Random random;
  private final Function<Operation, String> paths;
  private final Map<String, Long> ids;

  /**
   * @param paths a path of an operation, about something that is there
   * @param ids of things that are there, by the properties that refer to them
   */
  Generator(long seed, Function<Operation, String> paths, Map<String, Long> ids) {
    random = new Random(seed);
    this.paths = paths;
    this.ids = ids;
  }

  Request next(Operation operation) {
    Map<String, String> headers = new HashMap<>();
    if (chance(25)) {
      List<String> one = any(Hostile.HEADERS);
      headers.put(one.get(0), one.get(1 + random.nextInt(one.size() - 1)));
    }
    String path = path(operation) + query(operation);
    if (operation.takesFiles()) {
      return multipart(operation, path, headers);
    }
    if (operation.takesJson() && chance(8)) {
      return binary(operation, path, headers);
    }
    if (operation.takesJson()) {
      boolean patch = operation.verb().equals("PATCH");
      String type = patch ? "application/merge-patch+json" : "application/json";
      String given = chance(8) ? any(Hostile.CONTENT_TYPES) : type;
      return new Request(operation, path, headers, chance(1) ? null : given, json(operation));
    }
    byte[] unexpected = chance(5) ? any(Hostile.JSON).getBytes(StandardCharsets.UTF_8) : null;
    String type = unexpected == null ? null : any(Hostile.CONTENT_TYPES);
    return new Request(operation, path, headers, type, unexpected);
  }

  private String path(Operation operation) {
    // Deleted, the things that the other requests are about would be gone.
    boolean odd = chance(operation.verb().equals("DELETE") ? 95 : 15);
    return odd && operation.path().contains("{")
        ? operation.path().replaceAll("\\{\\w+}", segment())
        : paths.apply(operation);
  }

  /** Neither empty, which is another path, nor the id of a thing that is not ours. */
  private String segment() {
    String value = any(Hostile.ENCODED);
    return value.isEmpty() || value.contains("..") ? "999999999999" : value.replace("$", "");
  }

  private String query(Operation operation) {
    List<String> pairs = new ArrayList<>();
    for (JsonNode parameter : operation.parametersIn("query")) {
      if (chance(20)) {
        pairs.add(parameter.get("name").asText() + "=" + value(operation, parameter));
      }
    }
    if (chance(3)) {
      pairs.add(any(Hostile.ENCODED) + "=" + any(Hostile.ENCODED));
    }
    if (!pairs.isEmpty() && chance(5)) {
      pairs.add(pairs.get(0));
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private String value(Operation operation, JsonNode parameter) {
    List<String> choices = operation.choices(parameter.get("name").asText());
    return !choices.isEmpty() && chance(50) ? any(choices) : any(Hostile.ENCODED);
  }

  private byte[] json(Operation operation) {
    String text = whole(operation, random.nextInt(MOST_FIELDS));
    text =
        switch (random.nextInt(40)) {
          case 0 -> text.substring(0, text.length() / 2);
          case 1 -> text + text;
          case 2 -> "[" + text + "]";
          case 3 -> any(Hostile.JSON);
          case 4 -> "";
          case 5 -> "\ufeff" + text;
          case 6 -> text.replaceFirst("\\{", "{\"nope\":1,");
          case 7 -> twice(text);
          case 8 -> text.replaceFirst("\\{", "{\"" + "n".repeat(2_000) + "\":1,");
          case 9 -> " \n\t" + text + " \r\n";
          case 10 -> text.replaceFirst("\\{", "{\"\\\\u0000\":1,\"\":2,\"a/b~c\":3,");
          case 11 -> text.replaceFirst("\\{", "{\"__proto__\":{},\"@type\":\"java.lang.Object\",");
          default -> text;
        };
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(60)) {
      case 0 -> text.getBytes(StandardCharsets.UTF_16);
      case 1 -> text.getBytes(StandardCharsets.UTF_16LE);
      case 2 -> text.getBytes(StandardCharsets.ISO_8859_1);
      case 3 -> flipped(bytes);
      default -> bytes;
    };
  }

  /** The first property once more. */
  private static String twice(String text) {
    int end = text.indexOf(',');
    return end < 0 ? text : "{" + text.substring(1, end) + "," + text.substring(1);
  }

  /** The example of the document, with some of its properties replaced. */
  private String whole(Operation operation, int replaced) {
    Map<String, String> properties = new HashMap<>();
    JsonNode schema = operation.body();
    for (var property : schema.path("properties").properties()) {
      String name = property.getKey();
      String example = ids.containsKey(name) ? ids.get(name).toString() : example(operation, name);
      if (example != null && !property.getValue().path("readOnly").asBoolean()) {
        properties.put(name, example);
      }
    }
    if (!chance(3)) {
      properties.remove("password"); // hashing one takes long on purpose
    }
    List<String> names = new ArrayList<>(properties.keySet());
    if (names.isEmpty()) {
      return any(Hostile.JSON);
    }
    names.sort(null);
    for (int i = 0; i < replaced; i++) {
      properties.put(any(names), any(Hostile.JSON));
    }
    if (chance(10)) {
      properties.remove(any(names));
    }
    StringBuilder text = new StringBuilder("{");
    for (String name : names) {
      if (properties.containsKey(name)) {
        text.append(text.length() > 1 ? "," : "");
        text.append('"').append(name).append("\":").append(properties.get(name));
      }
    }
    return text.append('}').toString();
  }

  private static String example(Operation operation, String property) {
    JsonNode content = operation.node().at("/requestBody/content");
    for (JsonNode media : content) {
      JsonNode value = media.path("example").path(property);
      if (!value.isMissingNode()) {
        return value.toString();
      }
    }
    JsonNode schema = operation.body().path("properties").path(property);
    JsonNode example = operation.contract().resolved(schema).path("example");
    return example.isMissingNode() ? "null" : example.toString();
  }

  private Request binary(Operation operation, String path, Map<String, String> headers) {
    int form = random.nextInt(BINARY.size());
    byte[] body;
    try {
      JsonNode tree = new ObjectMapper().readTree(whole(operation, 0));
      body = new ObjectMapper(BINARY.get(form)).writeValueAsBytes(tree);
    } catch (IOException e) {
      body = new byte[] {(byte) 0xc1}; // what the replaced text was no JSON for
    }
    if (chance(70)) {
      body = flipped(body);
    }
    if (chance(20)) {
      body = Arrays.copyOf(body, random.nextInt(body.length + 10));
    }
    if (chance(20)) {
      headers.put("Accept", BINARY_TYPES.get(form));
    }
    return new Request(operation, path, headers, BINARY_TYPES.get(form), body);
  }

  private Request multipart(Operation operation, String path, Map<String, String> headers) {
    String boundary = "b0undary";
    StringBuilder body = new StringBuilder();
    int parts = random.nextInt(4);
    for (int i = 0; i < parts; i++) {
      String name = any(List.of("file", "file", "mapping", "nope", "", "fi\"le", "file;x"));
      String content =
          name.equals("mapping")
              ? any(Hostile.JSON)
              : any(
                  List.of(
                      "",
                      "date,client,hours\n2026-01-05,Generated,1.5\n",
                      "date,client\n\u0000,\u0001\n",
                      "\"open,x\n".repeat(50),
                      "a;b;c\n" + any(Hostile.JSON) + "\n",
                      "x".repeat(20_000)));
      body.append("--").append(boundary).append("\r\nContent-Disposition: ");
      body.append(any(List.of("form-data", "form-data", "form-data", "attachment", "")));
      body.append("; name=\"").append(name).append('"');
      body.append(chance(70) ? "; filename=\"" + any(NAMES) + "\"" : "");
      body.append(chance(20) ? "\r\nContent-Type: " + any(Hostile.CONTENT_TYPES) : "");
      body.append(chance(90) ? "\r\n\r\n" : "\r\n").append(content).append("\r\n");
    }
    body.append(chance(85) ? "--" + boundary + "--\r\n" : "");
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    String type =
        chance(85) ? "multipart/form-data; boundary=" + boundary : any(Hostile.CONTENT_TYPES);
    return new Request(operation, path, headers, type, chance(10) ? flipped(bytes) : bytes);
  }

  private byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    for (int i = 0; i < 3 && flipped.length > 0; i++) {
      flipped[random.nextInt(flipped.length)] = (byte) random.nextInt();
    }
    return flipped;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
