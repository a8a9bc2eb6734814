package io.plinth.platform.security;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.plinth.platform.idempotency.ShownOnce;
import java.time.Instant;
import java.util.List;

/**
 * An API key as its owner sees it.
 *
 * @param prefix its first characters
 * @param key the key itself, only in the answer that created it
 */
public record ApiKeyView(
    Long id,
    Long version,
    Long userId,
    String name,
    String prefix,
    List<String> permissions,
    List<String> allowedAddresses,
    Instant expiresAt,
    Instant lastUsedAt,
    Instant createdAt,
    @ShownOnce @JsonInclude(JsonInclude.Include.NON_NULL) String key) {

  @JsonIgnore
  public NewApiKey toInput() {
    return new NewApiKey(name, permissions, allowedAddresses, expiresAt);
  }

  ApiKeyView with(String shownOnce) {
    return new ApiKeyView(
        id,
        version,
        userId,
        name,
        prefix,
        permissions,
        allowedAddresses,
        expiresAt,
        lastUsedAt,
        createdAt,
        shownOnce);
  }
}
