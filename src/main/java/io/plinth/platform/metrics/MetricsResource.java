package io.plinth.platform.metrics;

import io.plinth.platform.security.Requires;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;

/** {@code /metrics}, for Prometheus, which sends an API key as its bearer token. */
@Path("metrics")
@ApplicationScoped
public class MetricsResource {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private Metrics metrics;

  protected MetricsResource() {}

  @Inject
  public MetricsResource(Metrics metrics) {
    this.metrics = metrics;
  }

  /** All meters. */
  @GET
  @Requires("metrics:read")
  @Produces({"text/plain", "application/openmetrics-text"})
  public Response scrape(@HeaderParam("Accept") String accept) {
    boolean open = accept != null && accept.contains("application/openmetrics-text");
    String type = open ? OPEN_METRICS : TEXT;
    byte[] body = metrics.scrape(type).getBytes(StandardCharsets.UTF_8);
    return Response.ok(body, type).header("Cache-Control", "private, no-store").build();
  }
}
