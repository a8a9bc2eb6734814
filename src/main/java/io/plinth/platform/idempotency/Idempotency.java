package io.plinth.platform.idempotency;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.idempotency.IdempotencyRepository.Known;
import io.plinth.platform.jobs.Upkeep;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps the answers of requests with a key. One request at a time is carried out with a key: others
 * are told to come again, for waiting would hold connections to the database that the first may
 * need. Only success is kept: after a failure nothing has happened, and the same key may try again,
 * also with a body that has been put right.
 */
@ApplicationScoped
public class Idempotency {
  private static final int RETRY_SECONDS = 1;
  private static final int AT_ONCE = 5_000;
  private IdempotencyRepository repository;
  private Transactions tx;
  private Duration keep;
  private int maxBody;

  protected Idempotency() {}

  @Inject
  public Idempotency(Settings settings, IdempotencyRepository repository, Transactions tx) {
    this.repository = repository;
    this.tx = tx;
    keep = settings.duration("plinth.idempotency.keep");
    if (keep.compareTo(Duration.ofMinutes(1)) < 0 || keep.compareTo(Duration.ofDays(30)) > 0) {
      throw new SettingsException("plinth.idempotency.keep", "must be from 1m to 30d");
    }
    maxBody = (int) settings.number("plinth.idempotency.max-body", 0, 1 << 20);
  }

  /** The answer of before, without its body where this is somebody who may do something else. */
  Optional<Attempt.Answer> find(Attempt attempt) {
    Known known = repository.take(attempt, keep);
    if (known.request() == null) {
      if (!known.first()) {
        throw inProgress();
      }
      return Optional.empty();
    }
    if (!MessageDigest.isEqual(known.request(), attempt.request())) {
      throw new ProblemException(
          ProblemType.KEY_REUSED,
          "This Idempotency-Key has been used for another request. Choose a new one.");
    }
    attempt.replays();
    Attempt.Answer answer = known.answer();
    return Optional.of(
        MessageDigest.isEqual(known.scope(), attempt.scope())
            ? answer
            : new Attempt.Answer(answer.status(), answer.location(), null, null));
  }

  /** Whether a body of so many characters is kept. */
  boolean keeps(String body) {
    return body.length() <= maxBody;
  }

  /** In the transaction of what was answered. */
  void save(Attempt attempt) {
    if (attempt.answer() != null && !repository.save(attempt, keep)) {
      throw inProgress();
    }
  }

  private static ProblemException inProgress() {
    return ProblemException.later(
        ProblemType.IN_PROGRESS,
        "A request with this Idempotency-Key is being carried out. Send it again to get its"
            + " answer.",
        RETRY_SECONDS);
  }

  void tidy(@Observes Upkeep event) {
    int deleted;
    do {
      deleted = tx.write(() -> repository.deleteExpired(keep, AT_ONCE));
    } while (deleted == AT_ONCE);
  }
}
