package io.plinth.platform.security;

import io.plinth.platform.paging.Listing;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.paging.PageTokens;
import io.plinth.platform.paging.Where;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** API keys. */
@ApplicationScoped
public class ApiKeyRepository {
  private static final Listing<ApiKeyView> LISTING =
      Listing.of(ApiKeyView.class, "api_keys k", "k.id", "name")
          .field("id", "k.id")
          .field("version", "k.version")
          .field("userId", "k.user_id")
          .field("name", "k.name")
          .field("prefix", "k.prefix")
          .field("permissions", "k.permissions")
          .field("allowedAddresses", "k.allowed_addresses")
          .field("expiresAt", "k.expires_at")
          .field("lastUsedAt", "k.last_used_at")
          .field("createdAt", "k.created_at")
          .sort("name", "lower(k.name)", "text")
          .sort("createdAt", "k.created_at", "timestamptz");
  private Transactions tx;
  private PageTokens tokens;

  protected ApiKeyRepository() {}

  @Inject
  public ApiKeyRepository(Transactions tx, PageTokens tokens) {
    this.tx = tx;
    this.tokens = tokens;
  }

  /** What lists show of a key. */
  static Set<String> fieldNames() {
    return LISTING.fieldNames();
  }

  Page<ApiKeyView> list(ApiKeyFilter filter, Long onlyOf, PageRequest page) {
    return LISTING.page(tx, tokens, where(filter, onlyOf), page);
  }

  void forEach(ApiKeyFilter filter, Long onlyOf, PageRequest page, Consumer<ApiKeyView> consumer) {
    LISTING.forEach(tx, where(filter, onlyOf), page, consumer);
  }

  private static Where where(ApiKeyFilter filter, Long onlyOf) {
    return new Where()
        .and("k.id = any(:ids)", "ids", filter.id())
        .and("k.user_id = :user", "user", filter.userId())
        .and("k.user_id = :own", "own", onlyOf);
  }

  Optional<ApiKeyView> findView(long id, Long onlyOf) {
    ApiKeyFilter filter = new ApiKeyFilter(List.of(id), null);
    return list(filter, onlyOf, PageRequest.first(1)).items().stream().findFirst();
  }

  ApiKey get(long id) {
    return tx.em().find(ApiKey.class, id);
  }

  ApiKey save(ApiKey key) {
    tx.em().persist(key);
    tx.em().flush();
    return key;
  }

  void flush() {
    tx.em().flush();
  }

  void delete(ApiKey key) {
    tx.em().remove(key);
  }

  boolean exists(byte[] hash) {
    return tx.sql("select count(*) from api_keys where key_hash = :hash")
            .with("hash", hash)
            .number()
        > 0;
  }

  /** Notes that the environment's key is made; false: it was before, and may be deleted by now. */
  boolean saveBootstrapped(byte[] hash) {
    return tx.sql("insert into bootstrap_keys (key_hash) values (:hash) on conflict do nothing")
            .with("hash", hash)
            .update()
        > 0;
  }
}
