package io.plinth.platform.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The style sheet, scripts and icons, read once and kept in memory, plain and compressed.
 *
 * <p>Each is served under a name that holds the hash of its content, so browsers may keep it for
 * ever and a new release is seen at once. The files are named here and not searched for: a missing
 * one stops the start instead of leaving a page without its style.
 */
public final class AssetCatalog {
  private static final List<String> OWN =
      List.of("plinth.css", "theme.js", "plinth.js", "icons.svg", "favicon.svg");
  private static final String HTMX = "htmx.js";
  private static final String WEBJAR = "META-INF/maven/org.webjars.npm/htmx.org/pom.properties";
  private static final int HASH_DIGITS = 8;

  private final Map<String, Asset> byName = new HashMap<>();
  private final Map<String, Asset> byHashedName = new HashMap<>();

  private AssetCatalog() {
    OWN.forEach(name -> add(name, read("assets/" + name)));
    add(HTMX, read(htmxPath()));
  }

  /** The catalogue of this application. */
  public static AssetCatalog shared() {
    return Holder.SHARED;
  }

  /** The address of an asset. */
  public String url(String name) {
    Asset asset = byName.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("No such asset: " + name);
    }
    return "/assets/" + asset.name();
  }

  /** Finds an asset by the hashed name in its address. */
  public Optional<Asset> find(String hashedName) {
    return Optional.ofNullable(byHashedName.get(hashedName));
  }

  /** Every asset. */
  public Collection<Asset> all() {
    return byName.values();
  }

  private void add(String name, byte[] bytes) {
    String hash = hash(bytes);
    int dot = name.lastIndexOf('.');
    String hashed = name.substring(0, dot) + '.' + hash + name.substring(dot);
    Asset asset =
        new Asset(hashed, contentType(name), hash, bytes, gzip(bytes), brotli(hashed, bytes));
    byName.put(name, asset);
    byHashedName.put(hashed, asset);
  }

  private static String htmxPath() {
    Properties webjar = new Properties();
    try (InputStream stream = open(WEBJAR)) {
      webjar.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "META-INF/resources/webjars/htmx.org/"
        + webjar.getProperty("version")
        + "/dist/htmx.min.js";
  }

  private static byte[] read(String path) {
    try (InputStream stream = open(path)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String path) {
    InputStream stream = AssetCatalog.class.getClassLoader().getResourceAsStream(path);
    if (stream == null) {
      throw new IllegalStateException("Missing from the classpath: " + path);
    }
    return stream;
  }

  private static String contentType(String name) {
    if (name.endsWith(".css")) {
      return "text/css;charset=utf-8";
    }
    return name.endsWith(".js") ? "text/javascript;charset=utf-8" : "image/svg+xml";
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Made by the build, under the hashed name: so it is of this content, or not there. */
  private static byte[] brotli(String hashedName, byte[] plain) {
    String path = "assets/br/" + hashedName + ".br";
    if (AssetCatalog.class.getClassLoader().getResource(path) == null) {
      return null;
    }
    byte[] bytes = read(path);
    return bytes.length < plain.length ? bytes : null;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new BestGzip(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.size() < bytes.length ? out.toByteArray() : null;
  }

  /** Done once at start, so the slowest level is the right one. */
  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  private static final class Holder {
    static final AssetCatalog SHARED = new AssetCatalog();
  }
}
