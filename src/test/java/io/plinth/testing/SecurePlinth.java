package io.plinth.testing;

import io.plinth.platform.oidc.OpenIdProvider;
import io.plinth.run.EmbeddedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Plinth as it faces people without a proxy: with a certificate of its own, HTTP/2, all of plain
 * HTTP sent there, and a provider to sign in with. It believes X-Forwarded-For, so that each test
 * can come from an address of its own.
 */
public final class SecurePlinth {
  private static final String PASSWORD = "the key store's password";
  private static SecurePlinth shared;
  private final OpenIdProvider provider = new OpenIdProvider();
  private final int port = freePort();
  private final SSLContext trust;
  private final Plinth plinth;

  private SecurePlinth() {
    try {
      Path keys = keyStore();
      trust = trust(keys);
      plinth = start(keys);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The server of this JVM's tests. */
  public static synchronized SecurePlinth shared() {
    if (shared == null) {
      SecurePlinth started = new SecurePlinth();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    started.plinth.kill();
                    started.provider.close();
                  },
                  "secure-plinth-kill"));
      started.awaitReady();
      shared = started;
    }
    return shared;
  }

  private Plinth start(Path keys) {
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("PLINTH_HTTP_PUBLIC_URL", url().toString()),
            Map.entry("PLINTH_HTTP_REDIRECT_TO_HTTPS", "true"),
            Map.entry("PLINTH_HTTP_TRUSTED_PROXIES", "127.0.0.1"),
            Map.entry("PLINTH_RATE_LIMIT_FAILED_SIGN_INS", "10"),
            Map.entry("PLINTH_OIDC_ISSUER", provider.issuer()),
            Map.entry("PLINTH_OIDC_CLIENT_ID", OpenIdProvider.CLIENT),
            Map.entry("PLINTH_OIDC_CLIENT_SECRET", OpenIdProvider.SECRET),
            Map.entry("PLINTH_OIDC_NAME", "Harbour & Finch"),
            Map.entry("PLINTH_OIDC_MATCH_EMAIL", "ALL_BUT_ADMINISTRATORS"),
            Map.entry("PLINTH_OIDC_PROVISION", "true"),
            Map.entry("PLINTH_OIDC_DEFAULT_ROLE", "Viewer"),
            Map.entry("PLINTH_OIDC_ROLE_CLAIM", "groups"),
            Map.entry("PLINTH_OIDC_ROLES", "admins=Administrator, bosses=Manager, crew=Staff"),
            Map.entry("PLINTH_OIDC_FOLLOW_ROLES", "true"));
    return Plinth.start(
        "secure-" + ProcessHandle.current().pid(),
        EmbeddedDatabase.shared().create("plinth_secure"),
        settings,
        start ->
            start
                .jvm("-Djavax.net.ssl.keyStore=" + keys)
                .jvm("-Djavax.net.ssl.keyStorePassword=" + PASSWORD)
                .arguments("--sslport", Integer.toString(port), "--sslcert", "plinth"));
  }

  private static Path keyStore() throws IOException {
    Path file = Files.createTempDirectory("plinth-keys").resolve("plinth.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "plinth",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool ended with " + keytool.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return file;
  }

  private static SSLContext trust(Path keys) throws IOException, GeneralSecurityException {
    KeyStore own = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(keys)) {
      own.load(stream, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("plinth", own.getCertificate("plinth"));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (!isReady()) {
      if (!plinth.handle().isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("It does not become ready:\n" + plinth.output());
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private boolean isReady() {
    try {
      return api().get("/health/ready").status() == 200 && api().get("/login").status() == 200;
    } catch (UncheckedIOException | IllegalStateException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it speaks TLS. */
  public URI url() {
    return URI.create("https://localhost:" + port);
  }

  /** What believes its certificate. */
  public SSLContext trust() {
    return trust;
  }

  /** A client with a connection of its own. */
  public HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().sslContext(trust).version(version).build();
  }

  /** Nobody in particular, over HTTP/2. */
  public Api api() {
    return Plinth.at(url(), client(HttpClient.Version.HTTP_2));
  }

  public OpenIdProvider provider() {
    return provider;
  }

  /** The process; its own clients come by plain HTTP. */
  public Plinth plinth() {
    return plinth;
  }
}
