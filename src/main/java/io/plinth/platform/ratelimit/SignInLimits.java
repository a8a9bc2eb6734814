package io.plinth.platform.ratelimit;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.AddressBlocks;
import io.plinth.platform.ratelimit.Turns.Refusal;
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
import java.util.function.Predicate;
import java.util.function.Supplier;

/** How often passwords may be wrong: from an address, and for an account from an address. */
@ApplicationScoped
public class SignInLimits {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Of a password that is asked for elsewhere than at sign-in: no name is locked by it. */
  private static final String NO_ACCOUNT = "";

  private final Turns turns = new Turns(PATIENCE);
  private final LongAdder allowed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder locked = new LongAdder();
  private boolean on;
  private Buckets failures;
  private Lockout lockout;
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
    Buckets.observe(registry, "sign-ins", "allowed", allowed);
    Buckets.observe(registry, "sign-ins", "refused", refused);
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
    begin(place, account, () -> take(account, place));
    Checked checked = null;
    try {
      checked = check.get();
      return Optional.of(checked).filter(c -> isRight(c, account, place)).map(Checked::userId);
    } finally {
      if (checked == null) {
        lockout.undo(account, place);
      }
      end(place, account, checked != null && !checked.right());
    }
  }

  /**
   * Checks a password of somebody who is signed in, unless too many from the address were wrong.
   *
   * @param right whether it was, by what the check gives
   */
  public <T> T attempt(String address, Supplier<T> check, Predicate<T> right) {
    if (!on) {
      return check.get();
    }
    String place = AddressBlocks.place(address);
    begin(place, NO_ACCOUNT, () -> take(place));
    boolean failed = false;
    try {
      T checked = check.get();
      failed = !right.test(checked);
      return checked;
    } finally {
      end(place, NO_ACCOUNT, failed);
    }
  }

  private void begin(String place, String account, Supplier<Optional<Refusal>> attempt) {
    turns.begin(place, account, attempt).ifPresent(this::refuse);
    allowed.increment();
  }

  /** Those who wait for the turn of this one look once it has given back what it held. */
  private void end(String place, String account, boolean failed) {
    try {
      if (!failed) {
        failures.giveBack(place);
      }
    } finally {
      turns.end(place, account);
    }
  }

  private Optional<Refusal> take(String account, String place) {
    Optional<Refusal> refusal = take(place);
    if (refusal.isPresent()) {
      return refusal;
    }
    Duration wait = lockout.begin(account, place);
    if (wait.isZero()) {
      return Optional.empty();
    }
    failures.giveBack(place);
    return Optional.of(new Refusal(true, false, wait));
  }

  private Optional<Refusal> take(String place) {
    Decision decision = failures.take(place);
    return decision.allowed() ? Optional.empty() : exhausted(decision.retrySeconds());
  }

  private static Optional<Refusal> exhausted(long seconds) {
    return Optional.of(new Refusal(false, false, Duration.ofSeconds(seconds)));
  }

  private boolean isRight(Checked checked, String account, String place) {
    if (checked.right()) {
      lockout.succeed(account, place);
      shared.tellRight(account, place);
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

  /** Counts a form that was forged or had expired, and what else failed but a password. */
  public void failed(String address) {
    if (on) {
      take(AddressBlocks.place(address)).ifPresent(this::refuse);
    }
  }

  /** Refuses an address that has used up its failures. */
  public void refuseIfExhausted(String address) {
    if (on) {
      String place = AddressBlocks.place(address);
      turns.await(place, () -> left(place)).ifPresent(this::refuse);
    }
  }

  private Optional<Refusal> left(String place) {
    long wait = failures.waitSeconds(place);
    return wait == 0 ? Optional.empty() : exhausted(wait);
  }

  private void refuse(Refusal refusal) {
    (refusal.ofAccount() ? locked : refused).increment();
    String what =
        refusal.busy()
            ? "Too many sign-ins at once from your address."
            : refusal.ofAccount()
                ? "Too many failed sign-ins with this name from your address."
                : "Too many failed sign-ins from your address.";
    throw later(what, seconds(refusal.pause()));
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

  /** Places from which passwords are being checked. */
  int beingChecked() {
    return turns.size();
  }

  /** Attempts refused so far. */
  public long refused() {
    return refused.sum();
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
