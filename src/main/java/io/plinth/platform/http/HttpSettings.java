package io.plinth.platform.http;

import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * What filters and providers follow. They are made by the container, some of them late; this is
 * made at the start, where a wrong value is refused.
 */
@ApplicationScoped
public class HttpSettings {
  private static final String PROXIES = "plinth.http.trusted-proxies";
  private AddressBlocks trustedProxies;
  private double sampled;
  private Duration slow;
  private Duration timeout;
  private long mostUpload;
  private int mostJson;

  protected HttpSettings() {}

  @Inject
  public HttpSettings(Settings settings) {
    double share = settings.number("plinth.trace.percent", 0, 100) / 100.0;
    sampled = settings.find("plinth.trace.endpoint").isPresent() ? share : 0;
    try {
      trustedProxies = AddressBlocks.of(settings.list(PROXIES));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          PROXIES, "must be addresses or CIDR blocks, separated by commas: " + e.getMessage());
    }
    slow = settings.duration("plinth.http.slow-request");
    timeout = settings.duration("plinth.http.request-timeout");
    mostUpload = settings.number("plinth.http.max-upload", 1, 10L << 30);
    mostJson = (int) settings.number("plinth.http.max-json", 1, 64 << 20);
  }

  AddressBlocks trustedProxies() {
    return trustedProxies;
  }

  /** The share of the traces begun here that is exported. */
  double sampled() {
    return sampled;
  }

  /** A request that takes longer is logged. */
  Duration slow() {
    return slow;
  }

  Duration timeout() {
    return timeout;
  }

  /** The largest file, in bytes. */
  long mostUpload() {
    return mostUpload;
  }

  /** The largest JSON body, in bytes. */
  int mostJson() {
    return mostJson;
  }
}
