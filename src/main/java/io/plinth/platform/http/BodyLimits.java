package io.plinth.platform.http;

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
  public BodyLimits(Routes routes, HttpSettings settings) {
    this.routes = routes;
    mostUpload = settings.mostUpload() + AROUND_A_FILE;
    mostJson = settings.mostJson();
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
