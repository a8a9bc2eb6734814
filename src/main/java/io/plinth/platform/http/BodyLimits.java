package io.plinth.platform.http;

import io.plinth.platform.settings.Settings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/**
 * How many bytes a request may have. Only an upload may be large, and only where uploads go:
 * whatever is sent elsewhere can call itself one too.
 */
@Dependent
public class BodyLimits {
  /** What an upload may hold beside the largest file: boundaries, mapping, token. */
  private static final int AROUND_A_FILE = 128 * 1024;

  private final Routes routes;
  private final long mostUpload;
  private final long mostJson;

  @Inject
  public BodyLimits(Routes routes, Settings settings) {
    this.routes = routes;
    mostUpload = settings.number("plinth.http.max-upload", 1, 10L << 30) + AROUND_A_FILE;
    mostJson = settings.number("plinth.http.max-json", 1, 64 << 20);
  }

  long most(HttpServletRequest request) {
    String type = request.getContentType();
    boolean upload =
        type != null
            && type.toLowerCase(Locale.ROOT).startsWith("multipart/")
            && routes.upload(RequestContext.current().path()).isPresent();
    return upload ? mostUpload : mostJson;
  }
}
