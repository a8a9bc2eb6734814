package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GzipTest {

  @ParameterizedTest
  @CsvSource({
    ", false",
    "'', false",
    "gzip, true",
    "'deflate, GZIP', true",
    "'br;q=1, gzip;q=0.5', true",
    "'gzip;q=0', false",
    "'gzip; q=0.0, *', false",
    "'*', true",
    "'*;q=0', false",
    "'identity', false",
    "'gzippo', false",
    "'x-gzip', true",
    "'gzip;q=0.5, identity', false"
  })
  void isAcceptedWhereTheClientSaysSo(String header, boolean accepted) {
    assertThat(Gzip.isAccepted(request(header))).isEqualTo(accepted);
  }

  @Test
  void longHeaderTakesNoLongerThanItIsLong() {
    HttpServletRequest hostile = request("x" + " ".repeat(1_000_000) + "y");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(Gzip.isAccepted(hostile)).isFalse());
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, true",
    "application/problem+json, true",
    "text/html;charset=utf-8, true",
    "text/csv, true",
    "image/svg+xml, true",
    "application/msgpack, true",
    "text/event-stream, false",
    "application/zip, false",
    "image/png, false"
  })
  void compressesWhatGetsSmaller(String type, boolean compressed) {
    assertThat(Gzip.compresses(MediaType.valueOf(type))).isEqualTo(compressed);
  }

  @Test
  void givesBackWhatWasCompressed() throws IOException {
    byte[] plain = "abc".repeat(5_000).getBytes();
    byte[] small = Gzip.of(plain);
    assertThat(small).hasSizeLessThan(plain.length / 10);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(small)).readAllBytes())
        .isEqualTo(plain);
  }

  private static HttpServletRequest request(String acceptEncoding) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            GzipTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> acceptEncoding);
  }
}
