package io.plinth.platform.oidc;

import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads what is said of a person, whichever way providers say it. */
final class Claims {
  private static final int LONGEST = 200;
  private static final int MOST_ROLES = 1_000;
  private final OidcSettings settings;

  Claims(OidcSettings settings) {
    this.settings = settings;
  }

  /** Whether the token leaves out what UserInfo may say. */
  boolean lacks(UserInfo said) {
    boolean email = settings.scope().contains("email") && said.getEmailAddress() == null;
    boolean name = settings.scope().contains("profile") && said.getName() == null;
    boolean roles = settings.roleClaim() != null && claim(said) == null;
    return email || name || roles;
  }

  /** Both, where they are about the same person; the signed one wins. */
  UserInfo merged(UserInfo token, UserInfo more) {
    if (more == null || !token.getSubject().equals(more.getSubject())) {
      return token;
    }
    UserInfo both = new UserInfo(more.toJSONObject());
    boolean emailInToken = token.getEmailAddress() != null;
    if (emailInToken) {
      both.setEmailVerified(null); // said of the other address
    }
    both.putAll(token);
    return both;
  }

  OidcIdentity identity(UserInfo said, String idToken) {
    boolean verified = Boolean.TRUE.equals(said.getEmailVerified()) || isTrueText(said);
    String email = verified ? text(said.getEmailAddress()) : null;
    return new OidcIdentity(
        settings.issuer().getValue(),
        said.getSubject().getValue(),
        email != null && email.contains("@") ? email : null,
        text(said.getName()),
        text(said.getPreferredUsername()),
        roles(said),
        idToken);
  }

  /** Some providers send a text where the standard wants a boolean. */
  private static boolean isTrueText(UserInfo said) {
    return "true".equals(said.getClaim("email_verified"));
  }

  private static String text(String claim) {
    if (claim == null) {
      return null;
    }
    String text = claim.strip();
    boolean usable =
        !text.isEmpty() && text.length() <= LONGEST && text.chars().noneMatch(c -> c < ' ');
    return usable ? text : null;
  }

  private List<String> roles(UserInfo said) {
    Object value = settings.roleClaim() == null ? null : claim(said);
    if (value instanceof Collection<?> values) {
      return values.stream().limit(MOST_ROLES).map(String::valueOf).toList();
    }
    return value instanceof String text ? List.of(text) : List.of();
  }

  /** The claim of that name, or the place in an object that dots lead to: realm_access.roles. */
  private Object claim(UserInfo said) {
    Object whole = said.getClaim(settings.roleClaim());
    if (whole != null) {
      return whole;
    }
    Object place = said.toJSONObject();
    for (String name : settings.roleClaim().split("\\.", -1)) {
      place = place instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return place;
  }
}
