package io.plinth.platform.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.plinth.platform.oidc.OidcException.Reason;
import java.time.Instant;
import java.util.Date;

/**
 * Whether an ID token is believed. The library checks signature, issuer, audience, authorized
 * party, times and nonce; here is which signatures may be at all, chosen by us and not by the
 * token, and what the library leaves open.
 */
final class TokenCheck {
  private static final int LONGEST_SUBJECT = 255;
  private final OidcSettings settings;

  TokenCheck(OidcSettings settings) {
    this.settings = settings;
  }

  /** What a token says, once it is believed. */
  UserInfo check(JWT token, Nonce nonce, Discovery discovery) {
    if (!(token instanceof SignedJWT)) {
      throw notBelieved("The ID token is not signed", null);
    }
    IDTokenValidator validator =
        new IDTokenValidator(
            settings.issuer(),
            settings.client(),
            new JWSVerificationKeySelector<>(settings.algorithms(), discovery.keys()),
            null);
    validator.setMaxClockSkew((int) settings.skew().toSeconds());
    try {
      IDTokenClaimsSet said = validator.validate(token, nonce);
      refuseForOthers(said);
      refuseBeforeItsTime(said);
      return new UserInfo(said.toJSONObject());
    } catch (KeySourceException e) {
      throw new OidcException(Reason.AWAY, "The provider's keys: " + e.getMessage(), e);
    } catch (BadJOSEException | JOSEException e) {
      throw notBelieved("The ID token is refused: " + e.getMessage(), e);
    }
  }

  /** A token for several parties must say that it was made for us. */
  private void refuseForOthers(IDTokenClaimsSet said) {
    var party = said.getAuthorizedParty();
    boolean ours = party != null && party.getValue().equals(settings.client().getValue());
    if (!ours && (party != null || said.getAudience().size() > 1)) {
      throw notBelieved("The ID token was made for " + party, null);
    }
    if (said.getSubject().getValue().length() > LONGEST_SUBJECT) {
      throw notBelieved("The subject is longer than the standard allows", null);
    }
  }

  private void refuseBeforeItsTime(IDTokenClaimsSet said) {
    try {
      Date from = said.toJWTClaimsSet().getNotBeforeTime();
      if (from != null && from.toInstant().isAfter(Instant.now().plus(settings.skew()))) {
        throw notBelieved("The ID token holds only from " + from, null);
      }
    } catch (ParseException e) {
      throw notBelieved("The ID token cannot be read", e);
    }
  }

  private static OidcException notBelieved(String detail, Exception cause) {
    return new OidcException(Reason.NOT_BELIEVED, detail, cause);
  }
}
