package io.plinth.platform.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;

/** A bearer token of a user. Only its SHA-256 is kept; the key itself is shown once. */
@Entity
@Table(name = "api_keys")
public class ApiKey {
  private static final int PREFIX = 12;

  @Id
  @GeneratedValue(generator = "api_keys_seq")
  @SequenceGenerator(name = "api_keys_seq", sequenceName = "api_keys_seq", allocationSize = 50)
  private Long id;

  @Version private long version;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "user_id")
  private User user;

  private String name;

  @Column(name = "key_hash", updatable = false)
  private byte[] keyHash;

  @Column(updatable = false)
  private String prefix;

  private String[] permissions;

  @Column(name = "allowed_addresses")
  private String[] allowedAddresses;

  @Column(name = "expires_at")
  private Instant expiresAt;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  protected ApiKey() {}

  public ApiKey(User user, String key, NewApiKey given) {
    this.user = user;
    keyHash = Secret.sha256(key);
    prefix = key.substring(0, PREFIX);
    createdAt = Instant.now();
    change(given);
  }

  public final void change(NewApiKey given) {
    name = given.name();
    permissions = array(given.permissions());
    allowedAddresses = array(given.allowedAddresses());
    expiresAt = given.expiresAt();
  }

  private static String[] array(List<String> values) {
    return values == null ? null : values.toArray(String[]::new);
  }

  public Long id() {
    return id;
  }

  public long version() {
    return version;
  }

  public long userId() {
    return user.id();
  }

  public Instant expiresAt() {
    return expiresAt;
  }

  public byte[] keyHash() {
    return keyHash.clone();
  }
}
