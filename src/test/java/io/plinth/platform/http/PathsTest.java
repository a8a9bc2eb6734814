package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "*",
        "/api/v1/clients",
        "/a/../b",
        "/a/%2e%2e/b",
        "/a%20b",
        "/%F0%9F%98%80",
        "/a/./..//",
        "/a..b/..c",
        "/%25zz",
        "/;a=b"
      })
  void whatCanBeDecodedIsSound(String path) {
    assertThat(Paths.isSound(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "x:443",
        "/%",
        "/%4",
        "/%zz",
        "/%1",
        "/a%00",
        "/%ff",
        "/%c0%af",
        "/%ED%A0%80",
        "/%5c",
        "/a\\b",
        "/..",
        "/../a",
        "/a/../..",
        "/%2e%2e/a",
        "/%2E./a"
      })
  void whatCannotIsNot(String path) {
    assertThat(Paths.isSound(path)).isFalse();
  }
}
