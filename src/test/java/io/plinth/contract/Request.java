package io.plinth.contract;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A generated request. {@code body} is null where it has none. */
record Request(
    Operation operation,
    String path,
    Map<String, String> headers,
    String contentType,
    byte[] body) {
  private static final int MOST_SHOWN = 300;

  Answer send(Api api) {
    Api with = api;
    for (var header : headers.entrySet()) {
      with = with.with(header.getKey(), header.getValue());
    }
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    return with.send(operation.verb(), path, contentType, publisher);
  }

  @Override
  public String toString() {
    String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
    return "%s %s %s %s %s"
        .formatted(operation.verb(), cut(path), cut(headers.toString()), contentType, cut(text));
  }

  private static String cut(String text) {
    return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
  }
}
