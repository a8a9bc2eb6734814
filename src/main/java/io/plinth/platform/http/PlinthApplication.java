package io.plinth.platform.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** Pages at {@code /}, REST at {@code /api/v1}: one JAX-RS application, found by scanning. */
@ApplicationPath("/")
public class PlinthApplication extends Application {
  @Override
  public Map<String, Object> getProperties() {
    return Map.of(
        // None of the container's JSON features: JsonProvider is the only one.
        "jersey.config.jsonFeature", "Plinth",
        "jersey.config.server.disableJsonProcessing", true,
        "jersey.config.beanValidation.disable.server", true,
        "jersey.config.server.wadl.disableWadl", true,
        "jersey.config.server.response.setStatusOverSendError", true,
        // Redirects name a path only: behind a proxy, neither scheme nor host are ours to know.
        "jersey.config.server.headers.location.relative.resolution.disabled", true,
        "jersey.config.contentLength.buffer", 0);
  }
}
