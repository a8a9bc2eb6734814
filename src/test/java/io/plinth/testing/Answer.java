package io.plinth.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** What the server answered. */
public record Answer(String request, int status, HttpHeaders headers, byte[] bytes) {
  static final ObjectMapper JSON = JsonMapper.builder().findAndAddModules().build();
  private static final int MOST_SHOWN = 1_000;
  private static final Pattern STATEMENTS = Pattern.compile("desc=\"(\\d+) statements\"");

  /** Itself, with a body that was compressed on its way as it was before. */
  public Answer decoded() {
    if (!"gzip".equals(header("Content-Encoding"))) {
      return this;
    }
    try (InputStream body = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new Answer(request, status, headers, body.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(request + " is not compressed as it says", e);
    }
  }

  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The body as JSON; a missing node where there is none. */
  public JsonNode json() {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(request + " did not answer JSON: " + text(), e);
    }
  }

  /** The id of what was created. */
  public long id() {
    return json().path("id").asLong();
  }

  /** The only value of a header, or null. */
  public String header(String name) {
    return headers.firstValue(name).orElse(null);
  }

  public String etag() {
    return header("ETag");
  }

  /** Without parameters such as the character set. */
  public String mediaType() {
    String type = header("Content-Type");
    return type == null ? "" : type.split(";")[0].strip();
  }

  /** The statements that the answer took, as {@code Server-Timing} says. */
  public int statements() {
    Matcher match = STATEMENTS.matcher(String.valueOf(header("Server-Timing")));
    if (!match.find()) {
      throw new AssertionError(request + " does not say its statements: " + headers.map());
    }
    return Integer.parseInt(match.group(1));
  }

  /** The value of a cookie that the answer sets, with its attributes. */
  public Optional<String> setCookie(String name) {
    List<String> set = headers.allValues("Set-Cookie");
    return set.stream().filter(c -> c.startsWith(name + "=")).findFirst();
  }

  /** A cookie that the answer sets, as a browser sends it back; over TLS its name has a prefix. */
  public Optional<String> cookiePair(String name) {
    return setCookie(name).or(() -> setCookie("__Host-" + name)).map(c -> c.split(";")[0]);
  }

  /** Its value alone. */
  public Optional<String> cookie(String name) {
    return setCookie(name).map(c -> c.substring(name.length() + 1).split(";")[0]);
  }

  /** Itself, where it has the status; an error that shows all of it otherwise. */
  public Answer expect(int expected) {
    if (status != expected) {
      throw new AssertionError(this + "\nand not " + expected);
    }
    return this;
  }

  @Override
  public String toString() {
    String text = text();
    return request
        + " was answered "
        + status
        + ": "
        + (text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text);
  }
}
