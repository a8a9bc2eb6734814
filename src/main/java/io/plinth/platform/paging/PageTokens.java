package io.plinth.platform.paging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.security.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Opaque, signed page tokens: the values of the last row in the order of the list, bound to that
 * list, its order and its filter. A token that is truncated, foreign, or used with another filter
 * is refused before anything of it is read.
 */
@ApplicationScoped
public class PageTokens {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SIGNATURE_BYTES = 16;
  private static final byte[] SEPARATOR = {0};
  private static final int MAX_LENGTH = 4_096;
  private byte[] key;

  protected PageTokens() {}

  @Inject
  public PageTokens(Secret secret) {
    key = secret.key("page-token");
  }

  /** {@code scope} names the list, the order and the filter. */
  public String write(String scope, List<String> values) {
    try {
      byte[] payload = JSON.writeValueAsBytes(values);
      byte[] signature = sign(scope, payload);
      byte[] token = Arrays.copyOf(signature, SIGNATURE_BYTES + payload.length);
      System.arraycopy(payload, 0, token, SIGNATURE_BYTES, payload.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public List<String> read(String scope, String token) {
    try {
      if (token.length() > MAX_LENGTH) {
        throw refused();
      }
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      if (bytes.length <= SIGNATURE_BYTES) {
        throw refused();
      }
      byte[] payload = Arrays.copyOfRange(bytes, SIGNATURE_BYTES, bytes.length);
      byte[] signature = Arrays.copyOf(bytes, SIGNATURE_BYTES);
      if (!MessageDigest.isEqual(signature, sign(scope, payload))) {
        throw refused();
      }
      return Arrays.asList(JSON.readValue(payload, String[].class));
    } catch (IllegalArgumentException | java.io.IOException e) {
      throw refused();
    }
  }

  private byte[] sign(String scope, byte[] payload) {
    byte[] scopeBytes = scope.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(Secret.hmac(key, scopeBytes, SEPARATOR, payload), SIGNATURE_BYTES);
  }

  private static ProblemException refused() {
    return new ProblemException(
        ProblemType.INVALID_PAGE_TOKEN,
        "The token in \"after\" is not one of this list with this filter and order. Take it from"
            + " page.next of the page before, and keep every other parameter as it was.",
        List.of(FieldError.parameter("after", "not a token of this list")));
  }
}
