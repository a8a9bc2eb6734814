package io.plinth.platform.security;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.SelfChecked;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a user is made of. What only Plinth sets is accepted and ignored, so that what was read can
 * be sent back.
 *
 * @param username for signing in; null where this person does not
 * @param password set when present, kept when null; never read back
 * @param role name of a role
 */
@JsonIgnoreProperties({"id", "version", "createdAt", "roleId", "canSignIn"})
public record NewUser(
    @Size(min = 1, max = 100)
        @Pattern(regexp = "[^\\s@][^\\s]*", message = "must not contain spaces")
        String username,
    @Pattern(regexp = NewUser.EMAIL, message = "must be an e-mail address") @Size(max = 200)
        String email,
    @NotBlank @Size(max = 200) String displayName,
    @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Size(min = 8, max = 200)
        String password,
    @NotNull String role,
    @DecimalMin("0") @DecimalMax("100000") @Digits(integer = 8, fraction = 4) BigDecimal hourlyRate,
    Boolean active)
    implements SelfChecked {

  /** Possessive: a group that may be given back takes stack for each time it is repeated. */
  private static final String EMAIL = "[^\\s@,;<>\"]++@[^\\s@,;<>\".]++(?:\\.[^\\s@,;<>\".]++)*+";

  @Override
  public List<FieldError> errors() {
    return password != null && username == null && email == null
        ? List.of(FieldError.field("username", "Someone with a password needs a user name."))
        : List.of();
  }

  /** Whether a text has the form of an e-mail address. */
  public static boolean isEmail(String text) {
    return text.matches(EMAIL);
  }

  public boolean isActive() {
    return active == null || active;
  }
}
