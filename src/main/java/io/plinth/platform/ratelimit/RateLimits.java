package io.plinth.platform.ratelimit;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.AddressBlocks;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import io.plinth.platform.start.Started;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;

/** The limits of whoever is known, and of the addresses of whoever is not. */
@ApplicationScoped
public class RateLimits {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private boolean on;
  private Buckets principals;
  private Buckets tokens;

  protected RateLimits() {}

  @Inject
  public RateLimits(Settings settings) {
    this(settings, TimeMeter.SYSTEM_NANOTIME);
  }

  RateLimits(Settings settings, TimeMeter clock) {
    on = settings.isOn("plinth.rate-limit.enabled");
    int most = most(settings);
    principals = new Buckets(policy(settings), most, clock);
    long failed = settings.number("plinth.rate-limit.failed-tokens", 1, 1_000_000);
    tokens = new Buckets(new Policy("tokens", failed, MINUTE), most, clock);
  }

  void observe(@Observes Started event, MeterRegistry registry) {
    principals.observe(registry);
    tokens.observe(registry);
  }

  static int most(Settings settings) {
    return (int) settings.number("plinth.rate-limit.buckets", 100, 10_000_000);
  }

  private static Policy policy(Settings settings) {
    long requests = settings.number("plinth.rate-limit.requests", 1, 100_000_000);
    Duration window = settings.duration("plinth.rate-limit.window");
    if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(Duration.ofDays(1)) > 0) {
      throw new SettingsException("plinth.rate-limit.window", "must be from 1s to 1d");
    }
    long burst = settings.number("plinth.rate-limit.burst", 0, 100_000_000);
    return new Policy("default", requests, window, burst == 0 ? requests : burst);
  }

  boolean isOn() {
    return on;
  }

  /** The buckets of keys and people. */
  Buckets principals() {
    return principals;
  }

  /** The buckets of addresses that send wrong keys. */
  Buckets tokens() {
    return tokens;
  }

  /** Refuses to look up yet another token from an address where so many were wrong. */
  public void beforeToken(String address) {
    long wait = on ? tokens.refusalSeconds(AddressBlocks.place(address)) : 0;
    if (wait > 0) {
      throw ProblemException.later(
          ProblemType.TOO_MANY_REQUESTS,
          "Too many API keys from this address were wrong. Try again in " + wait + " s.",
          wait);
    }
  }

  /** Counts a token that was wrong. */
  public void tokenFailed(String address) {
    if (on) {
      tokens.take(AddressBlocks.place(address));
    }
  }
}
