package io.plinth.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.brotli.dec.BrotliInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages are made of, in each coding. */
class AssetsIT {
  private final Api api = Plinth.shared().anonymous();

  @ParameterizedTest
  @ValueSource(strings = {"plinth.css", "plinth.js", "htmx.js", "icons.svg"})
  void eachCodingHoldsTheSameUnderATagOfItsOwn(String name) throws IOException {
    String url = AssetCatalog.shared().url(name);
    Answer plain = api.get(url).expect(200);
    Answer gzip = api.with("Accept-Encoding", "gzip").get(url).expect(200);
    Answer brotli = api.with("Accept-Encoding", "gzip, deflate, br, zstd").get(url).expect(200);
    assertThat(plain.header("Content-Encoding")).isNull();
    assertThat(gzip.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(brotli.header("Content-Encoding")).isEqualTo("br");
    assertThat(brotli.bytes().length).isLessThan(gzip.bytes().length);
    Set<String> tags = new HashSet<>();
    for (Answer answer : new Answer[] {plain, gzip, brotli}) {
      assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
      assertThat(answer.header("Cache-Control")).contains("immutable", "max-age=31536000");
      assertThat(answer.header("Content-Type")).isEqualTo(plain.header("Content-Type"));
      assertThat(answer.header("Content-Length")).isEqualTo("" + answer.bytes().length);
      tags.add(answer.etag());
    }
    assertThat(tags).hasSize(3);
    try (InputStream one = new GZIPInputStream(new ByteArrayInputStream(gzip.bytes()));
        InputStream two = new BrotliInputStream(new ByteArrayInputStream(brotli.bytes()))) {
      assertThat(one.readAllBytes()).isEqualTo(plain.bytes());
      assertThat(two.readAllBytes()).isEqualTo(plain.bytes());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip", "identity"})
  void tagIsKnownAgainInItsCodingAlone(String coding) {
    String url = AssetCatalog.shared().url("plinth.css");
    Api asking = api.with("Accept-Encoding", coding);
    String tag = asking.get(url).expect(200).etag();
    Answer again = asking.with("If-None-Match", tag).get(url).expect(304);
    assertThat(again.bytes()).isEmpty();
    assertThat(again.header("Vary")).isEqualTo("Accept-Encoding");
    String other = coding.equals("br") ? "gzip" : "br";
    api.with("Accept-Encoding", other).with("If-None-Match", tag).get(url).expect(200);
    assertThat(asking.head(url).expect(200).header("Content-Length"))
        .isEqualTo(asking.get(url).header("Content-Length"));
  }
}
