package io.plinth.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssetCatalogTest {
  private static final int KILO = 1_000;
  private final AssetCatalog assets = AssetCatalog.shared();

  @Test
  void namesHoldTheHashOfTheContent() {
    assertThat(assets.url("plinth.css")).matches("/assets/plinth\\.[0-9a-f]{8}\\.css");
    assertThat(assets.find("plinth.00000000.css")).isEmpty();
    assertThatThrownBy(() -> assets.url("other.css")).hasMessageContaining("other.css");
  }

  @Test
  void holdsEveryFileOfTheFolder() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/assets"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .allMatch(n -> !assets.url(n).isEmpty());
    }
  }

  @Test
  void staysSmall() {
    assertThat(compressed("plinth.css")).isLessThan(15 * KILO);
    int scripts =
        List.of("htmx.js", "plinth.js", "theme.js").stream().mapToInt(this::compressed).sum();
    assertThat(scripts).isLessThan(60 * KILO);
  }

  /** Made by the build, for exactly this content. */
  @Test
  void everyAssetHasItsBrotliFormWhereThatGains() {
    assertThat(assets.all()).hasSizeGreaterThan(5);
    for (Asset asset : assets.all()) {
      if (asset.plain().length > KILO) {
        assertThat(asset.brotli()).as(asset.name()).isNotNull();
        assertThat(asset.brotli().length).isLessThan(asset.gzip().length);
      }
    }
  }

  private int compressed(String name) {
    String url = assets.url(name);
    return assets.find(url.substring(url.lastIndexOf('/') + 1)).orElseThrow().gzip().length;
  }
}
