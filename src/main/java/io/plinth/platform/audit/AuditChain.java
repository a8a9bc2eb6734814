package io.plinth.platform.audit;

import io.plinth.platform.audit.ChainRepository.Cut;
import io.plinth.platform.audit.ChainRepository.Hashed;
import io.plinth.platform.audit.ChainRepository.Head;
import io.plinth.platform.audit.ChainRepository.Pending;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Binds each event to all before it: {@code hash(n) = HMAC(hash(n-1), n, event, time, seal)}. One
 * node at a time extends the chain, under the lock of its end.
 *
 * <p>Ids say nothing about the order of commits: a transaction may take an id and commit an hour
 * later. So an event is chained once every transaction as old as its own has ended; what one
 * extension leaves behind the horizon is complete for ever.
 */
@ApplicationScoped
public class AuditChain {
  static final int HASH_BYTES = 32;
  static final int BATCH = 1_000;
  static final String HEAD = "head";
  private static final int MONTHS_AHEAD = 4;
  private static final Logger LOG = Logger.getLogger(AuditChain.class.getName());
  private static final String RETENTION = "plinth.audit.retention";
  private static final Duration SHORTEST_RETENTION = Duration.ofDays(31);
  private ChainRepository repository;
  private Transactions tx;
  private Seals seals;
  private Duration retention;
  private volatile AuditAnchor seen;

  protected AuditChain() {}

  @Inject
  public AuditChain(ChainRepository repository, Transactions tx, Seals seals, Settings settings) {
    this.repository = repository;
    this.tx = tx;
    this.seals = seals;
    retention = settings.find(RETENTION).map(v -> settings.duration(RETENTION)).orElse(null);
    if (retention != null && retention.compareTo(SHORTEST_RETENTION) < 0) {
      throw new SettingsException(RETENTION, "must be 31d or more, or blank");
    }
  }

  /** Chains the next events, at most {@link #BATCH}; how many. */
  int extend() {
    return tx.write(() -> repository.lockHead().map(this::extend).orElse(0));
  }

  private int extend(Head head) {
    requireSound(head);
    List<Pending> pending = repository.listPending(head.horizon(), BATCH);
    if (pending.isEmpty()) {
      return 0;
    }
    List<Hashed> links = links(head, pending);
    Hashed last = links.get(links.size() - 1);
    boolean all = pending.size() < BATCH;
    Pending end = pending.get(pending.size() - 1);
    long seq = last.link().seq();
    repository.save(links);
    repository.save(
        new Head(
            seq,
            last.hash(),
            all ? end.complete() : end.xid(),
            seals.sign(HEAD, seq, last.hash())));
    AuditAnchor anchor = new AuditAnchor(seq, HexFormat.of().formatHex(last.hash()));
    tx.afterCommit(() -> seen = anchor);
    return pending.size();
  }

  /** To go on from an end that somebody has put there would be to sign what they did. */
  private void requireSound(Head head) {
    boolean signed =
        head.seq() == 0 || seals.isSigned(HEAD, head.seq(), head.hash(), head.signature());
    AuditAnchor known = seen;
    if (!signed) {
      throw new IllegalStateException(
          "its end was not signed by Plinth. Verify the audit trail; where PLINTH_SECRET was"
              + " replaced, PLINTH_AUDIT_FORMER_SECRETS must name the former one");
    }
    if (known != null && head.seq() < known.seq()) {
      throw new IllegalStateException(
          "it ends at " + head.seq() + ", but has been at " + known + ". Verify the audit trail");
    }
  }

  private List<Hashed> links(Head head, List<Pending> pending) {
    List<Hashed> links = new ArrayList<>(pending.size());
    Set<String> sealed = new HashSet<>();
    byte[] previous = head.hash();
    long seq = head.seq();
    for (Pending event : pending) {
      if (sealed.add(HexFormat.of().formatHex(event.seal()))) {
        ChainLink link = new ChainLink(++seq, event.id(), event.at(), event.seal());
        previous = seals.hash(previous, link);
        links.add(new Hashed(link, previous));
      }
    }
    return links;
  }

  /**
   * The end of the chain as this node has last made it: what is found shorter has been cut off.
   * Empty where another node does the work.
   */
  public Optional<AuditAnchor> seen() {
    return Optional.ofNullable(seen);
  }

  /**
   * Drops the months that are past the retention; how many. What the chain was at that place is
   * signed and kept, so that the rest can be verified as before.
   */
  int retain(Instant now) {
    if (retention == null) {
      return 0;
    }
    Instant end =
        YearMonth.from(now.minus(retention).atOffset(ZoneOffset.UTC))
            .atDay(1)
            .atStartOfDay()
            .toInstant(ZoneOffset.UTC);
    int dropped = tx.write(() -> repository.lockHead().map(h -> drop(end, h)).orElse(0));
    if (dropped > 0) {
      LOG.log(Level.INFO, "Audit events before {0} have been dropped", end);
    }
    int forgotten;
    do {
      forgotten = tx.write(repository::forget);
    } while (forgotten > 0);
    return dropped;
  }

  private int drop(Instant end, Head head) {
    requireSound(head);
    if (!repository.hasPartitionsBefore(end) || repository.hasUnfinishedBefore(end)) {
      return 0;
    }
    Cut cut = repository.findCut(end, head);
    repository.saveCheckpoint(end, cut, seals.sign(checkpoint(end), cut.seq(), cut.hash()));
    return repository.dropPartitions(end);
  }

  static String checkpoint(Instant end) {
    return "checkpoint " + end;
  }

  /** Makes the partitions of this month and the next ones, and of whatever else came. */
  int makePartitions(Instant now) {
    LocalDate month = YearMonth.from(now.atOffset(ZoneOffset.UTC)).atDay(1);
    return tx.write(
        () ->
            repository.makePartitions(month, MONTHS_AHEAD)
                + repository.listStrayMonths().stream()
                    .mapToInt(m -> repository.makePartitions(m, 1))
                    .sum());
  }
}
