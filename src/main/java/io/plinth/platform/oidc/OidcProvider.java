package io.plinth.platform.oidc;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.plinth.platform.http.PublicUrl;
import io.plinth.platform.metrics.OutboundCalls;
import io.plinth.platform.oidc.Attempts.Attempt;
import io.plinth.platform.oidc.OidcException.Reason;
import io.plinth.platform.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The provider that people sign in with, where one is set: the way there, what its answer is worth,
 * and the way out. Asked for when it is needed, so that Plinth starts and works without it.
 */
@ApplicationScoped
public class OidcProvider {
  private static final Logger LOG = Logger.getLogger(OidcProvider.class.getName());
  private OidcSettings settings;
  private ProviderConnection connection;
  private Discovery discovery;
  private TokenCheck tokens;
  private Claims claims;

  protected OidcProvider() {}

  @Inject
  public OidcProvider(Settings all, PublicUrl publicUrl, OutboundCalls calls) {
    settings = OidcSettings.of(all, publicUrl).orElse(null);
    if (settings != null) {
      connection = new ProviderConnection(settings.timeout(), calls);
      discovery = new Discovery(settings.issuer(), connection);
      tokens = new TokenCheck(settings);
      claims = new Claims(settings);
    }
  }

  /** What people call it; empty where none is set. */
  public Optional<String> name() {
    return Optional.ofNullable(settings).map(OidcSettings::name);
  }

  /** Where to send the browser to sign in. */
  public URI signInUrl(Attempt attempt) {
    return new AuthenticationRequest.Builder(
            ResponseType.CODE, settings.scope(), settings.client(), settings.callback())
        .endpointURI(discovery.metadata().getAuthorizationEndpointURI())
        .state(attempt.state())
        .nonce(attempt.nonce())
        .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /**
   * Where to send the browser to sign out there, too; empty where the provider offers no such
   * place, or has not been asked yet.
   *
   * @param idToken what the session began with; blank where it was not kept
   */
  public Optional<URI> signOutUrl(String idToken) {
    return Optional.ofNullable(settings)
        .flatMap(s -> discovery.known())
        .map(OIDCProviderMetadata::getEndSessionEndpointURI)
        .map(
            place ->
                new LogoutRequest(place, hint(idToken), null, settings.client(), home(), null, null)
                    .toURI());
  }

  private URI home() {
    return settings.publicUrl().resolve("/login");
  }

  private static JWT hint(String idToken) {
    try {
      return idToken.isEmpty() ? null : SignedJWT.parse(idToken);
    } catch (java.text.ParseException e) {
      return null;
    }
  }

  /** Turns what came back into who it is, or says why not. */
  public OidcIdentity redeem(String code, String issuer, Attempt attempt) {
    OIDCProviderMetadata metadata = discovery.metadata();
    boolean mustSay = metadata.supportsAuthorizationResponseIssuerParam();
    if (issuer == null ? mustSay : !issuer.equals(settings.issuer().getValue())) {
      throw new OidcException(Reason.NOT_BELIEVED, "The answer is from the issuer " + issuer);
    }
    OIDCTokens found = tokens(code, attempt, metadata);
    UserInfo said = tokens.check(found.getIDToken(), attempt.nonce(), discovery);
    if (claims.lacks(said) && metadata.getUserInfoEndpointURI() != null) {
      said = claims.merged(said, userInfo(found, metadata));
    }
    return claims.identity(said, found.getIDTokenString());
  }

  private OIDCTokens tokens(String code, Attempt attempt, OIDCProviderMetadata metadata) {
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(
            new AuthorizationCode(code), settings.callback(), attempt.verifier());
    try {
      TokenResponse answer =
          OIDCTokenResponseParser.parse(sent(request(grant, metadata).toHTTPRequest()));
      if (!answer.indicatesSuccess()) {
        ErrorObject error = answer.toErrorResponse().getErrorObject();
        throw new OidcException(Reason.NOT_BELIEVED, "The provider refused the code: " + error);
      }
      return (OIDCTokens) answer.toSuccessResponse().getTokens();
    } catch (ParseException e) {
      throw new OidcException(Reason.NOT_BELIEVED, "The tokens cannot be read", e);
    }
  }

  private TokenRequest request(AuthorizationCodeGrant grant, OIDCProviderMetadata metadata) {
    URI endpoint = metadata.getTokenEndpointURI();
    if (settings.secret() == null) {
      return new TokenRequest.Builder(endpoint, settings.client(), grant).build();
    }
    List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
    boolean posted =
        methods != null
            && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
    return new TokenRequest.Builder(
            endpoint,
            posted
                ? new ClientSecretPost(settings.client(), settings.secret())
                : new ClientSecretBasic(settings.client(), settings.secret()),
            grant)
        .build();
  }

  private UserInfo userInfo(OIDCTokens found, OIDCProviderMetadata metadata) {
    try {
      HTTPRequest request =
          new UserInfoRequest(metadata.getUserInfoEndpointURI(), found.getAccessToken())
              .toHTTPRequest();
      UserInfoResponse answer = UserInfoResponse.parse(sent(request));
      if (answer instanceof com.nimbusds.openid.connect.sdk.UserInfoSuccessResponse success
          && success.getUserInfo() != null) {
        return success.getUserInfo();
      }
      LOG.log(Level.WARNING, "The provider does not say who somebody is (UserInfo)");
    } catch (ParseException e) {
      LOG.log(Level.WARNING, "The provider''s UserInfo cannot be read: {0}", e.getMessage());
    }
    return null;
  }

  private HTTPResponse sent(HTTPRequest request) {
    try {
      HTTPResponse answer = request.send(connection);
      if (answer.getStatusCode() >= 500) {
        throw new IOException(request.getURI() + " was answered " + answer.getStatusCode());
      }
      return answer;
    } catch (IOException e) {
      throw new OidcException(Reason.AWAY, e.getMessage(), e);
    }
  }
}
