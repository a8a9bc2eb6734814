package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestContextTest {

  private static RequestContext context(String path, String query) {
    Object request =
        Proxy.newProxyInstance(
            RequestContextTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRequestURI" -> path;
                  case "getQueryString" -> query;
                  case "getContextPath" -> "";
                  default -> null;
                });
    return new RequestContext("id", (HttpServletRequest) request, "::1", true, 0, null, null);
  }

  @ParameterizedTest
  @CsvSource({"/,,/", "/clients,,/clients", "/clients,a=b&c=//d,/clients?a=b&c=//d"})
  void hereIsWhereOneCanComeBackTo(String path, String query, String here) {
    assertThat(context(path, query).here()).isEqualTo(here);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example/x",
        "///evil.example",
        "@evil.example/",
        "evil.example",
        ".evil.example",
        ":99",
        "",
        "*",
        "/\\evil.example",
        "/%5cevil.example",
        "/%zz",
        "/../x"
      })
  void hereIsNeverAnotherSite(String path) {
    assertThat(context(path, null).here()).isEqualTo("/");
    assertThat(context(path, "a=b").here()).isEqualTo("/");
  }

  @ParameterizedTest
  @CsvSource({
    "/assets/a.css, true",
    "/assets/, true",
    "/assets, false",
    "/asset/a, false",
    "/assets/../login, false",
    "/assets/..;/login, false",
    "/assets/%2e%2e/login, false",
    "//assets/a, false"
  })
  void belowIsWhatGoesStraightThere(String path, boolean below) {
    assertThat(context(path, null).isBelow("/assets/")).isEqualTo(below);
  }
}
