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
import java.text.Normalizer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** How often passwords may be wrong: from an address, and for an account from an address. */
@ApplicationScoped
public class SignInLimits {
  private boolean on;
  private Buckets failures;
  private Lockout lockout;
  private final LongAdder locked = new LongAdder();
  private volatile SharedLockout shared = SharedLockout.NONE;

  protected SignInLimits() {}

  @Inject
  public SignInLimits(Settings settings) {
    this(settings, TimeMeter.SYSTEM_NANOTIME);
  }

  SignInLimits(Settings settings, TimeMeter clock) {
    on = settings.isOn("plinth.rate-limit.enabled");
    int most = RateLimits.most(settings);
    long failed = settings.number("plinth.rate-limit.failed-sign-ins", 1, 1_000_000);
    failures = new Buckets(new Policy("sign-ins", failed, Duration.ofMinutes(1)), most, clock);
    Duration lock = settings.duration("plinth.rate-limit.lockout");
    if (lock.isZero() || lock.compareTo(Duration.ofDays(7)) > 0) {
      throw new SettingsException("plinth.rate-limit.lockout", "must be from 1s to 7d");
    }
    int limit = (int) settings.number("plinth.rate-limit.lockout-failures", 1, 1_000_000);
    lockout = new Lockout(limit, lock, most, clock::currentTimeNanos);
  }

  void observe(@Observes Started event, MeterRegistry registry) {
    failures.observe(registry);
    Buckets.observe(registry, "lockout", "refused", locked);
  }

  boolean isOn() {
    return on;
  }

  /** The buckets of addresses. */
  Buckets failures() {
    return failures;
  }

  /** Has what happens at one node told to the others; what they tell counts as if it were here. */
  void share(SharedLockout with) {
    shared = with;
    with.listen(lockout);
  }

  /**
   * What checking a password found.
   *
   * @param userId of whoever has the name; null: nobody
   */
  public record Checked(Long userId, boolean right) {}

  /**
   * Checks a password, unless there were too many wrong ones: then the problem says how long to
   * wait, the same for a name that nobody has.
   */
  public Optional<Long> attempt(String name, String address, Supplier<Checked> check) {
    if (!on) {
      return Optional.of(check.get()).filter(Checked::right).map(Checked::userId);
    }
    String place = AddressBlocks.place(address);
    String account = shared.conceal(account(name));
    begin(account, place);
    Checked checked = null;
    try {
      checked = check.get();
    } finally {
      if (checked == null) {
        lockout.undo(account, place);
        failures.giveBack(place);
      }
    }
    return Optional.of(checked).filter(c -> isRight(c, account, place)).map(Checked::userId);
  }

  private void begin(String account, String place) {
    take(place);
    Duration wait = lockout.begin(account, place);
    if (!wait.isZero()) {
      failures.giveBack(place);
      locked.increment();
      throw later("Too many failed sign-ins with this name from your address.", seconds(wait));
    }
  }

  private boolean isRight(Checked checked, String account, String place) {
    if (checked.right()) {
      lockout.succeed(account, place);
      shared.tellRight(account, place);
      failures.giveBack(place);
    } else {
      shared.tellWrong(account, place, checked.userId());
      belongs(account, checked.userId());
    }
    return checked.right();
  }

  private void belongs(String account, Long userId) {
    if (userId != null) {
      lockout.belongs(account, userId);
    }
  }

  /** Counts a form that was forged or had expired, or a wrong password outside of sign-in. */
  public void failed(String address) {
    if (on) {
      take(AddressBlocks.place(address));
    }
  }

  /** Refuses an address that has used up its failures. */
  public void refuseIfExhausted(String address) {
    long wait = on ? failures.refusalSeconds(AddressBlocks.place(address)) : 0;
    if (wait > 0) {
      throw tooMany(wait);
    }
  }

  private void take(String place) {
    Decision decision = failures.take(place);
    if (!decision.allowed()) {
      throw tooMany(decision.retrySeconds());
    }
  }

  private static ProblemException tooMany(long wait) {
    return later("Too many failed sign-ins from your address.", wait);
  }

  private static ProblemException later(String what, long seconds) {
    long minutes = (seconds + 59) / 60;
    String when = seconds <= 60 ? seconds + " seconds." : minutes + " minutes.";
    return ProblemException.later(
        ProblemType.TOO_MANY_REQUESTS, what + " Try again in " + when, seconds);
  }

  private static long seconds(Duration wait) {
    return wait.plusNanos(999_999_999L).toSeconds();
  }

  /** Attempts refused so far for their address. */
  public long refused() {
    return failures.refused();
  }

  /** Forgets what was guessed at a user's password: it has been changed. */
  public void forget(long userId) {
    lockout.forget(userId);
    shared.tellForgotten(userId);
  }

  /** Letters that the database may take for one another are one, so that none gives more tries. */
  private static String account(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}", "")
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }
}
