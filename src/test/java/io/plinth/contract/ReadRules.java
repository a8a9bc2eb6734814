package io.plinth.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.plinth.fixture.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/** What holds for every read. */
final class ReadRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("answers are as documented", Operation::isRead, ReadRules::documented),
          new Rule("unknown parameters are named", Operation::isRead, ReadRules::unknown),
          new Rule("fields can be chosen", o -> o.isList() || o.isSingleRead(), ReadRules::fields),
          new Rule("answers have a strong tag", ReadRules::answersJson, ReadRules::tag),
          new Rule("what is large is compressed once", Operation::isRead, ReadRules::compression),
          new Rule("answers carry their headers", Operation::isRead, ReadRules::headers),
          new Rule("JSON has binary forms", ReadRules::answersJson, ReadRules::binary),
          new Rule("queries have 8 KiB", Operation::isRead, ReadRules::query),
          new Rule("HEAD is GET without a body", Operation::isRead, ReadRules::head),
          new Rule("what is not accepted is refused", Operation::isRead, ReadRules::acceptable));
  private static final int SMALLEST = 1_000;
  private static final int MOST_QUERY = 8 * 1024;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final Map<String, String> SAFE =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "same-origin",
          "Content-Security-Policy", "frame-ancestors 'none'",
          "Cache-Control", "private",
          "RateLimit", "r=",
          "RateLimit-Policy", "q=",
          "X-Request-ID", "-",
          "X-Response-Time", "ms",
          "Server-Timing", "statements");

  private ReadRules() {}

  private static boolean answersJson(Operation operation) {
    return operation.isRead() && operation.answers("application/json");
  }

  private static void documented(Subject read, Faults faults) {
    Answer answer = read.get("");
    faults.status(200, answer);
    Verdict.of(read.operation(), answer).forEach(f -> faults.unless(false, f, answer));
  }

  private static void unknown(Subject read, Faults faults) {
    List<String> legal =
        read.operation().parametersIn("query").stream().map(p -> p.get("name").asText()).toList();
    faults.problem(400, read.get("?nope=1"), "/problems/unknown-parameter", "nope");
    faults.problem(400, read.get("?nope=1"), legal);
    // A known one in another case is unknown, too.
    faults.problem(400, read.get("?Size=1"), "Size");
  }

  private static void fields(Subject read, Faults faults) {
    List<String> fields = read.operation().choices("fields");
    faults.unless(!fields.isEmpty(), "no fields to choose from", read.get(""));
    for (String field : fields) {
      Answer one = read.get("?fields=" + field);
      JsonNode json = one.json();
      JsonNode shown = read.operation().isList() ? json.path("items").path(0) : json;
      boolean only =
          shown.isMissingNode() || shown.size() <= 1 && (shown.isEmpty() || shown.has(field));
      faults.unless(one.status() == 200 && only, "not only " + field, one);
    }
    // Named are those that this reader may see, who may see all.
    faults.problem(400, read.get("?fields=nope"), fields);
    String all = fields.isEmpty() ? "nope" : "wrong1," + fields.get(0) + ",wrong2&wrong3=1";
    faults.problem(400, read.get("?fields=" + all), "wrong1", "wrong2", "\"wrong3\"", "\"fields\"");
  }

  private static void tag(Subject read, Faults faults) {
    Answer answer = read.get("");
    String tag = String.valueOf(answer.etag());
    faults.unless(tag.matches("\"[\\w-]+\\.[\\w=-]+\""), "no strong tag with a version", answer);
    Answer other = read.with("If-None-Match", "\"0.other\"").get("");
    faults.unless(other.status() == 200 && other.etag() != null, "no tag for another's", other);
  }

  private static void compression(Subject read, Faults faults) {
    Answer plain = read.get("");
    Answer small = read.with("Accept-Encoding", "gzip").get("");
    boolean zipped = "gzip".equals(small.header("Content-Encoding"));
    faults.unless(plain.header("Content-Encoding") == null, "compressed unasked", plain);
    String vary = String.valueOf(plain.header("Vary"));
    faults.unless(vary.contains("Accept-Encoding"), "Vary lacks Accept-Encoding", plain);
    if (zipped) {
      byte[] content = unzipped(small.bytes());
      boolean twice = content.length > 1 && content[0] == GZIP[0] && content[1] == GZIP[1];
      faults.unless(!twice, "compressed twice", small);
      faults.unless(content.length >= SMALLEST, "small, and compressed", small);
    } else {
      faults.unless(small.bytes().length < SMALLEST, "large, and not compressed", small);
    }
    Answer refused = read.with("Accept-Encoding", "gzip;q=0").get("");
    faults.unless(refused.header("Content-Encoding") == null, "compressed unwanted", refused);
  }

  private static byte[] unzipped(byte[] bytes) {
    try {
      return new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static void headers(Subject read, Faults faults) {
    Answer answer = read.get("");
    SAFE.forEach(
        (name, value) ->
            faults.unless(
                String.valueOf(answer.header(name)).contains(value), "no " + name, answer));
    Answer own = read.with("X-Request-ID", "walk-1").get("");
    faults.unless("walk-1".equals(own.header("X-Request-ID")), "another request id", own);
    for (String name : List.of("Server", "X-Powered-By", "Access-Control-Allow-Origin")) {
      faults.unless(answer.header(name) == null, name, answer);
    }
  }

  private static void binary(Subject read, Faults faults) {
    Map<String, ObjectMapper> forms =
        Map.of(
            "application/cbor", new ObjectMapper(new CBORFactory()),
            "application/msgpack", new ObjectMapper(new MessagePackFactory()));
    JsonNode json = read.get("").json();
    forms.forEach(
        (type, mapper) -> {
          Answer answer = read.with("Accept", type).get("");
          faults.unless(answer.mediaType().equals(type), "not " + type, answer);
          try {
            JsonNode tree = mapper.readTree(answer.bytes());
            faults.unless(names(tree).equals(names(json)), "other content as " + type, answer);
          } catch (IOException e) {
            faults.unless(false, "no " + type, answer);
          }
        });
  }

  private static List<String> names(JsonNode tree) {
    List<String> names = new java.util.ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void query(Subject read, Faults faults) {
    String most = "nope=" + "x".repeat(MOST_QUERY - "nope=".length());
    faults.problem(400, read.get("?" + most), "/problems/unknown-parameter");
    faults.problem(414, read.get("?" + most + "x"), "/problems/query-too-long");
  }

  private static void head(Subject read, Faults faults) {
    Answer head = read.api().head(read.path());
    Answer get = read.get("");
    faults.status(get.status(), head);
    faults.unless(head.bytes().length == 0, "a body", head);
    faults.unless(head.mediaType().equals(get.mediaType()), "another type", head);
    faults.unless(!"0".equals(head.header("Content-Length")), "says that it is empty", head);
  }

  private static void acceptable(Subject read, Faults faults) {
    faults.problem(406, read.with("Accept", "image/png").get(""), "/problems/not-acceptable");
    faults.problem(400, read.with("Accept", ";;;/").get(""), "Accept");
  }
}
