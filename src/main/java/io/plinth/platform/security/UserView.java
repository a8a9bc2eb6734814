package io.plinth.platform.security;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigDecimal;
import java.time.Instant;

/** A user as others see them. */
public record UserView(
    Long id,
    Long version,
    String username,
    String email,
    String displayName,
    String role,
    BigDecimal hourlyRate,
    Boolean active,
    Boolean canSignIn,
    Instant createdAt) {

  @JsonIgnore
  public NewUser toInput() {
    return new NewUser(username, email, displayName, null, role, hourlyRate, active);
  }
}
