package io.plinth.platform.oidc;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import io.plinth.platform.http.PublicUrl;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.metrics.OutboundCalls;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Speaks HTTP with the provider, on which requests wait: bounded in the time of a whole exchange,
 * in the bytes of an answer and in how many there are at once. It follows no redirect, and goes
 * nowhere in clear text but on this machine.
 */
final class ProviderConnection implements HTTPRequestSender, ResourceRetriever {
  static final int MOST_BYTES = 512 * 1024;
  private static final int MOST_AT_ONCE = 16;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final Duration timeout;
  private final OutboundCalls calls;
  private final HttpClient http;

  ProviderConnection(Duration timeout, OutboundCalls calls) {
    this.timeout = timeout;
    this.calls = calls;
    http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    HttpResponse<byte[]> answer =
        exchange(
            HttpRequest.newBuilder(URI.create(url.toString()))
                .header("Accept", "application/json"));
    if (answer.statusCode() != 200) {
      throw new IOException(url + " was answered " + answer.statusCode());
    }
    return new Resource(
        new String(answer.body(), StandardCharsets.UTF_8),
        answer.headers().firstValue("Content-Type").orElse(null));
  }

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    HttpRequest.Builder copy = HttpRequest.newBuilder(request.getURI());
    request.getHeaderMap().forEach((name, values) -> values.forEach(v -> copy.header(name, v)));
    String body = request.getBody();
    copy.method(
        request.getMethod().name(),
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    HttpResponse<byte[]> answer = exchange(copy);
    HTTPResponse response = new HTTPResponse(answer.statusCode());
    try {
      String type = answer.headers().firstValue("Content-Type").orElse(null);
      if (type != null) {
        response.setContentType(type);
      }
    } catch (ParseException e) {
      throw new IOException("The answer's media type makes no sense", e);
    }
    response.setBody(new String(answer.body(), StandardCharsets.UTF_8));
    return response;
  }

  /** The provider can tell its part of the trace that the request in hand belongs to. */
  private HttpResponse<byte[]> exchange(HttpRequest.Builder draft) throws IOException {
    RequestContext context = RequestContext.current();
    if (context != null) {
      draft.setHeader("traceparent", context.trace().traceparent());
    }
    HttpRequest request = draft.build();
    if (!PublicUrl.isSecure(request.uri())) {
      throw new IOException("The provider names an address in clear text: " + request.uri());
    }
    if (!places.tryAcquire()) {
      throw new IOException("Too many sign-ins wait for the provider already");
    }
    long start = System.nanoTime();
    int status = 0;
    try {
      HttpResponse<byte[]> answer = answer(request);
      status = answer.statusCode();
      return answer;
    } finally {
      places.release();
      calls.ended("oidc", status, System.nanoTime() - start);
    }
  }

  private HttpResponse<byte[]> answer(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, head -> new ShortBody(MOST_BYTES));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(request.uri() + " did not answer within " + timeout, e);
    } catch (ExecutionException e) {
      throw new IOException(request.uri() + ": " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }
}
