package io.plinth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every template renders, and holds nothing the content security policy would refuse. */
class PagesTest {
  private static final Pattern INLINE =
      Pattern.compile(" style=| on[a-z]+=|<style|<script(?![^>]* src=)|hx-on|javascript:");
  private static final Pattern LEFT_OVER = Pattern.compile("null[\"< ]|\\$\\{|!\\{");

  @Test
  void rendersEveryPageWithoutInlineStyleOrScript() throws Exception {
    List<String> faults = new ArrayList<>();
    try (PreviewServer server = new PreviewServer(0)) {
      for (String path : server.paths()) {
        String html = get(server.address() + path);
        INLINE.matcher(html).results().forEach(hit -> faults.add(path + ": " + hit.group()));
        if (!path.equals("/api")) { // whose examples are JSON, where null is a value
          LEFT_OVER.matcher(html).results().forEach(hit -> faults.add(path + ": " + hit.group()));
        }
        assertThat(html).as(path).contains("<main id=\"main\"", "</html>", "<title>");
      }
    }
    assertThat(faults).isEmpty();
  }

  private static String get(String address) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(address).isEqualTo(200);
    return response.body();
  }
}
