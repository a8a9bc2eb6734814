package io.plinth.platform.oidc;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.plinth.platform.http.PublicUrl;
import io.plinth.platform.oidc.OidcException.Reason;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * What the provider says of itself, and its keys. Both are kept: the document for an hour, and
 * beyond while it cannot be read again; the keys for five minutes, asked for once more when a token
 * names one that is not among them, but not more often than every half a minute: tokens are made up
 * faster than keys are changed. A provider that failed to answer is left alone for some seconds.
 */
final class Discovery {
  private static final Logger LOG = Logger.getLogger(Discovery.class.getName());
  private static final String PATH = "/.well-known/openid-configuration";
  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration NOT_ASKED_AGAIN = Duration.ofSeconds(5);
  private static final Duration KEYS_KEPT = Duration.ofMinutes(5);
  private static final Duration KEYS_OUTAGE = Duration.ofHours(1);
  private static final Duration KEYS_WAIT = Duration.ofSeconds(30);
  private static final Duration KEYS_NOT_ASKED_AGAIN = Duration.ofSeconds(30);
  private final Issuer issuer;
  private final ProviderConnection connection;
  private volatile Known known;
  private String failure;
  private long failedAt;

  private record Known(OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys, long since) {
    boolean isCurrent() {
      return System.nanoTime() - since < KEPT.toNanos();
    }
  }

  Discovery(Issuer issuer, ProviderConnection connection) {
    this.issuer = issuer;
    this.connection = connection;
  }

  /** What is known already, without asking. */
  Optional<OIDCProviderMetadata> known() {
    return Optional.ofNullable(known).map(Known::metadata);
  }

  OIDCProviderMetadata metadata() {
    return current().metadata();
  }

  JWKSource<SecurityContext> keys() {
    return current().keys();
  }

  private Known current() {
    Known now = known;
    return now != null && now.isCurrent() ? now : refreshed();
  }

  /** One asks, the others wait for it: for no longer than the connection's timeout. */
  private synchronized Known refreshed() {
    if (known != null && known.isCurrent()) {
      return known;
    }
    if (failure != null && System.nanoTime() - failedAt < NOT_ASKED_AGAIN.toNanos()) {
      return fallback(null);
    }
    try {
      OIDCProviderMetadata metadata = read();
      known = new Known(metadata, keys(metadata), System.nanoTime());
      failure = null;
      return known;
    } catch (IOException | ParseException e) {
      failure = e.getMessage();
      failedAt = System.nanoTime();
      LOG.log(Level.WARNING, "The OpenID provider does not say what it is: {0}", failure);
      return fallback(e);
    }
  }

  private Known fallback(Exception e) {
    if (known == null) {
      throw new OidcException(Reason.AWAY, failure, e);
    }
    return known;
  }

  private OIDCProviderMetadata read() throws IOException, ParseException {
    String base = issuer.getValue().replaceAll("/$", "");
    String document = connection.retrieveResource(URI.create(base + PATH).toURL()).getContent();
    OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(document);
    if (!metadata.getIssuer().equals(issuer)) {
      throw new ParseException("it calls itself " + metadata.getIssuer() + ", not " + issuer);
    }
    if (metadata.getAuthorizationEndpointURI() == null || metadata.getTokenEndpointURI() == null) {
      throw new ParseException("it names no authorization or token endpoint");
    }
    refuseClearText(metadata);
    return metadata;
  }

  private static void refuseClearText(OIDCProviderMetadata metadata) throws ParseException {
    Optional<URI> clear =
        Stream.of(
                metadata.getAuthorizationEndpointURI(),
                metadata.getTokenEndpointURI(),
                metadata.getJWKSetURI(),
                metadata.getUserInfoEndpointURI(),
                metadata.getEndSessionEndpointURI())
            .filter(uri -> uri != null && !PublicUrl.isSecure(uri))
            .findFirst();
    if (clear.isPresent()) {
      throw new ParseException("it names an address in clear text, " + clear.get());
    }
  }

  private JWKSource<SecurityContext> keys(OIDCProviderMetadata metadata)
      throws MalformedURLException {
    Known before = known;
    if (before != null && before.metadata().getJWKSetURI().equals(metadata.getJWKSetURI())) {
      return before.keys();
    }
    return JWKSourceBuilder.create(metadata.getJWKSetURI().toURL(), connection)
        .cache(KEYS_KEPT.toMillis(), KEYS_WAIT.toMillis())
        .refreshAheadCache(false)
        .rateLimited(KEYS_NOT_ASKED_AGAIN.toMillis())
        .outageTolerant(KEYS_OUTAGE.toMillis())
        .build();
  }
}
