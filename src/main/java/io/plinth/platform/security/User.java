package io.plinth.platform.security;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import jakarta.persistence.Cacheable;
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
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/**
 * A person of the firm. Somebody whose hours were imported is a person too, without a user name and
 * a password: they cannot sign in until an administrator gives them both.
 */
@Entity
@Table(name = "users")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "users")
public class User {
  @Id
  @GeneratedValue(generator = "users_seq")
  @SequenceGenerator(name = "users_seq", sequenceName = "users_seq", allocationSize = 50)
  private Long id;

  @Version private long version;
  private String username;
  private String email;

  @Column(name = "display_name")
  private String displayName;

  @Column(name = "password_hash")
  private String passwordHash;

  @Column(name = "must_change_password")
  private boolean mustChangePassword;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "role_id")
  private Role role;

  @Column(name = "hourly_rate")
  private BigDecimal hourlyRate;

  private boolean active = true;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  protected User() {}

  /** A new person with the role {@code role}. */
  public User(NewUser given, Role role) {
    createdAt = Instant.now();
    change(given, role);
  }

  /** Takes over everything that {@code given} says but the password. */
  public final void change(NewUser given, Role role) {
    if (given.username() == null && given.email() == null && passwordHash != null) {
      throw ProblemException.invalid(
          List.of(
              FieldError.field(
                  "username", "Someone with a password needs a user name or an e-mail address.")));
    }
    username = given.username();
    email = given.email();
    displayName = given.displayName();
    hourlyRate = given.hourlyRate();
    active = given.isActive();
    this.role = role;
  }

  /**
   * @param hash from {@link Passwords}
   * @param oneTime true: must be changed at the first sign-in
   */
  public void changePassword(String hash, boolean oneTime) {
    passwordHash = hash;
    mustChangePassword = oneTime;
  }

  /** Another role, as the provider says with whom this person signs in. */
  void changeRole(Role other) {
    role = other;
  }

  public Long id() {
    return id;
  }

  public long version() {
    return version;
  }

  public String username() {
    return username;
  }

  public String passwordHash() {
    return passwordHash;
  }

  public Role role() {
    return role;
  }

  public BigDecimal hourlyRate() {
    return hourlyRate;
  }

  public boolean active() {
    return active;
  }
}
