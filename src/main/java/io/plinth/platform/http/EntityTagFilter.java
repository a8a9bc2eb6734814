package io.plinth.platform.http;

import io.plinth.platform.cache.Answers;
import io.plinth.platform.cache.Freshness;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.Providers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Last on the way out: writes the body in memory, so that its strong entity tag is known ({@code
 * "version.hash"}, the hash over content as it travels, media type and the principal's scope), a
 * matching {@code If-None-Match} can be answered 304. Streams go past.
 */
@Provider
@Priority(1)
public class EntityTagFilter implements ContainerResponseFilter {
  private static final int HASH_BYTES = 12;
  private static final Set<String> READS = Set.of("GET", "HEAD");
  static final String VARY = "Accept, Accept-Encoding, Authorization, Cookie, HX-Request";
  @Inject private Access access;
  @Inject private Answers answers;
  @Context private Providers providers;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response)
      throws IOException {
    Object entity = response.getEntity();
    MultivaluedMap<String, Object> headers = response.getHeaders();
    if (entity != null && !(entity instanceof Streamed)) {
      byte[] body = compressed(render(response), response);
      if (request.getMethod().equals("HEAD")) {
        headers.putSingle(HttpHeaders.CONTENT_LENGTH, body.length);
      }
      if (READS.contains(request.getMethod()) && response.getStatus() == 200) {
        String tag = tag(entity, response, body);
        headers.putSingle(HttpHeaders.ETAG, tag);
        headers.putSingle(HttpHeaders.VARY, VARY);
        headers.putIfAbsent(HttpHeaders.CACHE_CONTROL, Arrays.asList("private, no-cache"));
        keep(response, body);
        if (matches(request.getHeaderString(HttpHeaders.IF_NONE_MATCH), tag)) {
          response.setStatus(304);
          response.setEntity(null);
          headers.remove(HttpHeaders.CONTENT_ENCODING);
        }
      } else if (entity instanceof Item<?> && !request.getMethod().equals("PUT")) {
        // After PUT there is none: RFC 9110 forbids it where what is kept is not what was sent.
        headers.putSingle(HttpHeaders.ETAG, tag(entity, response, body));
      }
    }
    Freshness.current().ifPresent(f -> headers.putSingle("Age", f.age()));
  }

  /** Offers the whole answer to those who will ask the same. */
  private void keep(ContainerResponseContext response, byte[] body) {
    MultivaluedMap<String, Object> headers = response.getHeaders();
    boolean simple = headers.values().stream().allMatch(v -> v.size() == 1);
    if (simple && !headers.containsKey(HttpHeaders.SET_COOKIE)) {
      Map<String, String> kept = new HashMap<>();
      headers.forEach((name, values) -> kept.put(name, values.get(0).toString()));
      kept.put(HttpHeaders.CONTENT_TYPE, response.getMediaType().toString());
      access
          .find()
          .ifPresent(p -> answers.offer(RequestContext.current(), p, body, Map.copyOf(kept)));
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private byte[] render(ContainerResponseContext response) throws IOException {
    MediaType type =
        response.getMediaType() == null ? MediaType.APPLICATION_JSON_TYPE : response.getMediaType();
    MessageBodyWriter writer =
        providers.getMessageBodyWriter(
            response.getEntityClass(),
            response.getEntityType(),
            response.getEntityAnnotations(),
            type);
    ByteArrayOutputStream body = new ByteArrayOutputStream(8 * 1024);
    writer.writeTo(
        response.getEntity(),
        response.getEntityClass(),
        response.getEntityType(),
        response.getEntityAnnotations(),
        type,
        response.getHeaders(),
        body);
    byte[] bytes = body.toByteArray();
    Object named = response.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
    MediaType written = named == null ? type : MediaType.valueOf(named.toString());
    response.setEntity(bytes, response.getEntityAnnotations(), written);
    return bytes;
  }

  /** The body as it travels. */
  private static byte[] compressed(byte[] body, ContainerResponseContext response) {
    MediaType type = response.getMediaType();
    boolean worth = body.length >= Gzip.SMALLEST && type != null && Gzip.compresses(type);
    if (worth) {
      response.getHeaders().putSingle(HttpHeaders.VARY, VARY);
    }
    if (!worth || !Gzip.isAccepted(RequestContext.current().request())) {
      return body;
    }
    byte[] small = Gzip.of(body);
    response.getHeaders().putSingle(HttpHeaders.CONTENT_ENCODING, Gzip.NAME);
    response.setEntity(small, response.getEntityAnnotations(), type);
    return small;
  }

  private String tag(Object entity, ContainerResponseContext response, byte[] body) {
    String version = entity instanceof Item<?> item ? String.valueOf(item.version()) : "w";
    String scope = access.find().map(Principal::scope).orElse("");
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(
          (response.getMediaType() + "\n" + scope + "\n").getBytes(StandardCharsets.UTF_8));
      byte[] hash = Arrays.copyOf(digest.digest(body), HASH_BYTES);
      return "\"" + version + "." + Base64.getUrlEncoder().encodeToString(hash) + "\"";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether {@code If-None-Match} names the tag; weakly, as it is about reading. */
  public static boolean matches(String header, String tag) {
    return header != null
        && Arrays.stream(header.split(","))
            .map(String::strip)
            .anyMatch(t -> t.equals("*") || t.equals(tag) || t.equals("W/" + tag));
  }
}
