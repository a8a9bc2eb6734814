package io.plinth.build;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.plinth.platform.web.Asset;
import io.plinth.platform.web.AssetCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compresses the assets with Brotli, at its slowest, while Plinth is built: the server has no
 * encoder. Each goes under its hashed name, so that what was made of another content is not found.
 */
public final class CompressAssets {
  private static final int BEST = 11;
  private static final int LARGEST_WINDOW = 24;

  private CompressAssets() {}

  /** Takes the folder to write to. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Set<Path> current = new HashSet<>();
    for (Asset asset : AssetCatalog.shared().all()) {
      Path file = folder.resolve(asset.name() + ".br");
      current.add(file);
      if (!Files.exists(file)) {
        Files.write(file, compressed(asset.plain()));
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> !current.contains(f)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static byte[] compressed(byte[] plain) throws IOException {
    Brotli4jLoader.ensureAvailability();
    Encoder.Parameters parameters =
        new Encoder.Parameters().setQuality(BEST).setWindow(LARGEST_WINDOW);
    return Encoder.compress(plain, parameters);
  }
}
