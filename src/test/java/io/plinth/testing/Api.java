package io.plinth.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A client of Plinth: who asks, and with which headers. It is immutable, follows no redirect, and
 * keeps its cookie by hand, because the JDK's cookie store sends no secure cookie over loopback.
 */
public final class Api {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI base;
  private final HttpClient http;
  private final Map<String, String> headers;

  Api(URI base) {
    this(base, HTTP);
  }

  Api(URI base, HttpClient http) {
    this(base, http, Map.of());
  }

  private Api(URI base, HttpClient http, Map<String, String> headers) {
    this.base = base;
    this.http = http;
    this.headers = headers;
  }

  /** The same client with another header; null takes it away. */
  public Api with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    if (value == null) {
      more.remove(header);
    } else {
      more.put(header, value);
    }
    return new Api(base, http, more);
  }

  public Api bearer(String key) {
    return with("Authorization", "Bearer " + key);
  }

  public Api cookie(String cookies) {
    return with("Cookie", cookies);
  }

  public Answer get(String path) {
    return send("GET", path, null, BodyPublishers.noBody());
  }

  /** What {@code /metrics} says of one series; 0 where it is not there. */
  public double metric(String series) {
    return get("/metrics")
        .expect(200)
        .text()
        .lines()
        .filter(l -> l.startsWith(series + " "))
        .mapToDouble(l -> Double.parseDouble(l.substring(series.length() + 1)))
        .sum();
  }

  public Answer head(String path) {
    return send("HEAD", path, null, BodyPublishers.noBody());
  }

  public Answer delete(String path) {
    return send("DELETE", path, null, BodyPublishers.noBody());
  }

  public Answer post(String path, Object body) {
    return json("POST", path, body);
  }

  public Answer put(String path, Object body) {
    return json("PUT", path, body);
  }

  public Answer patch(String path, Object body) {
    return send("PATCH", path, "application/merge-patch+json", BodyPublishers.ofString(text(body)));
  }

  /** Sends {@code body} as JSON: a text as it is, anything else through Jackson. */
  public Answer json(String method, String path, Object body) {
    return send(method, path, "application/json", BodyPublishers.ofString(text(body)));
  }

  /** Sends a form as a browser does. */
  public Answer form(String path, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(f -> encode(f.getKey()) + "=" + encode(f.getValue()))
            .collect(Collectors.joining("&"));
    String type = "application/x-www-form-urlencoded";
    return send("POST", path, type, BodyPublishers.ofString(body));
  }

  /** Sends a file as the part {@code file}, after other parts. */
  public Answer multipart(String path, Map<String, String> parts, String fileName, byte[] file) {
    String boundary = "plinth-boundary-of-the-tests";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    parts.forEach(
        (name, value) ->
            body.writeBytes(
                bytes(
                    "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                        .formatted(boundary, name, value))));
    body.writeBytes(
        bytes(
            ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                    + "Content-Type: text/csv\r\n\r\n")
                .formatted(boundary, fileName)));
    body.writeBytes(file);
    body.writeBytes(bytes("\r\n--" + boundary + "--\r\n"));
    return send(
        "POST",
        path,
        "multipart/form-data; boundary=" + boundary,
        BodyPublishers.ofByteArray(body.toByteArray()));
  }

  /** Sends anything. {@code path} must be encoded. */
  public Answer send(String method, String path, String contentType, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).method(method, body);
    headers.forEach(request::setHeader);
    if (contentType != null) {
      request.setHeader("Content-Type", contentType);
    }
    try {
      var response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(
          method + " " + path, response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Signs in through the form, as a browser does. The client that comes back carries the session's
   * cookie, but not its token: {@link #withCsrf} does.
   */
  public Api signIn(String user, String password) {
    Answer answer = trySignIn(user, password, "").expect(303);
    return cookie(answer.cookiePair("plinth_session").orElseThrow());
  }

  /** The answer to the sign-in form. */
  public Answer trySignIn(String user, String password, String next) {
    Answer form = get("/login").expect(200);
    return cookie(form.cookiePair("plinth_login").orElseThrow())
        .form(
            "/login",
            Map.of("username", user, "password", password, "csrf", csrf(form), "next", next));
  }

  /** The same session, with its token in the header that scripts use. */
  public Api withCsrf() {
    return with("X-CSRF-Token", csrf(get("/password").expect(200)));
  }

  /** The token in the first form of a page. */
  public static String csrf(Answer page) {
    Matcher match = CSRF.matcher(page.text());
    if (!match.find()) {
      throw new AssertionError("No token in the page: " + page);
    }
    return match.group(1);
  }

  private static String text(Object body) {
    try {
      return body instanceof String text ? text : Answer.JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
