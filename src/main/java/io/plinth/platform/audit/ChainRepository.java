package io.plinth.platform.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The chain beside the events, its end, and the partitions that both outlive. */
@ApplicationScoped
public class ChainRepository {
  private static final int CHAIN_ROWS = 10_000;
  private Transactions tx;

  protected ChainRepository() {}

  @Inject
  public ChainRepository(Transactions tx) {
    this.tx = tx;
  }

  /**
   * The end of the chain.
   *
   * @param horizon every event of a transaction before it is chained
   */
  record Head(long seq, byte[] hash, String horizon, byte[] signature) {}

  /**
   * Locks the end; empty where another node has it. On a server that counts transactions from lower
   * numbers than the one before it (a dump was restored) the horizon is the very first.
   */
  Optional<Head> lockHead() {
    return tx.sql(
            """
            select seq, hash, signature, cast(case
                when pg_snapshot_xmin(pg_current_snapshot()) < horizon then '0'
                else cast(horizon as text) end as text) as horizon
            from audit_head for update skip locked
            """)
        .find(
            row ->
                new Head(
                    row.getLong("seq"),
                    row.getBytes("hash"),
                    row.getString("horizon"),
                    row.getBytes("signature")));
  }

  /**
   * An event that is to be chained.
   *
   * @param xid of the transaction that wrote it
   * @param complete before this transaction, all events were to be seen
   */
  record Pending(long id, Instant at, byte[] seal, String xid, String complete) {}

  /**
   * Events that are not chained, of transactions older than every one that still runs: later none
   * can appear among them. An event whose seal is chained already is a copy, and left out.
   */
  List<Pending> listPending(String horizon, int most) {
    return tx.sql(
            """
            select e.id, e.at, e.seal, cast(e.xid as text) as xid,
                   cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as complete
            from audit_events e
            where e.xid >= cast(:horizon as xid8)
              and e.xid < pg_snapshot_xmin(pg_current_snapshot())
              and not exists (select from audit_chain c where c.event_id = e.id)
              and not exists (select from audit_chain c where c.seal = e.seal)
            order by e.xid, e.id limit %d
            """
                .formatted(most))
        .with("horizon", horizon)
        .list(
            row ->
                new Pending(
                    row.getLong("id"),
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getBytes("seal"),
                    row.getString("xid"),
                    row.getString("complete")));
  }

  /** A link and the hash over it and the one before. */
  record Hashed(ChainLink link, byte[] hash) {}

  void save(List<Hashed> links) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (Hashed hashed : links) {
      ChainLink link = hashed.link();
      rows.addObject()
          .put("seq", link.seq())
          .put("event_id", link.eventId())
          .put("event_at", link.eventAt().toString())
          .put("seal", HexFormat.of().formatHex(link.seal()))
          .put("hash", HexFormat.of().formatHex(hashed.hash()));
    }
    tx.sql(
            """
            insert into audit_chain (seq, event_id, event_at, seal, hash)
            select seq, event_id, event_at, decode(seal, 'hex'), decode(hash, 'hex')
            from jsonb_to_recordset(cast(:links as jsonb)) l(
                seq bigint, event_id bigint, event_at timestamptz, seal text, hash text)
            """)
        .with("links", rows.toString())
        .update();
  }

  void save(Head head) {
    tx.sql(
            """
            update audit_head set seq = :seq, hash = :hash, horizon = cast(:horizon as xid8),
                   signature = :signature
            """)
        .with("seq", head.seq())
        .with("hash", head.hash())
        .with("horizon", head.horizon())
        .with("signature", head.signature())
        .update();
  }

  int makePartitions(LocalDate first, int months) {
    return (int)
        tx.sql("select audit_make_partitions(:first, :months)")
            .with("first", first)
            .with("months", months)
            .number();
  }

  /** Months without a partition whose events the default one has taken: a clock was wrong. */
  List<LocalDate> listStrayMonths() {
    return tx.sql("select m from audit_stray_months() m limit 24")
        .list(row -> row.getObject(1, LocalDate.class));
  }

  /** Whether there are whole partitions before {@code end}. */
  boolean hasPartitionsBefore(Instant end) {
    return tx.sql(
                """
                select count(*) from pg_inherits i join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'audit_events'::regclass
                  and c.relname ~ '^audit_events_[0-9]{4}_[0-9]{2}$'
                  and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month'
                      <= cast(:end as timestamptz) at time zone 'UTC'
                """)
            .with("end", end)
            .number()
        > 0;
  }

  /** Whether there are events before {@code end} that are not chained yet, or in no month. */
  boolean hasUnfinishedBefore(Instant end) {
    return tx.sql(
                """
                select count(*) from (
                  select 1 from audit_events e where e.at < :end
                    and not exists (select from audit_chain c where c.event_id = e.id)
                  union all
                  select 1 from audit_stray_months() m where m < cast(:end as timestamptz)
                  limit 1) one
                """)
            .with("end", end)
            .number()
        > 0;
  }

  /** Where the chain can be cut. */
  record Cut(long seq, byte[] hash) {}

  /** The last link before the first that is about an event at {@code end} or later. */
  Cut findCut(Instant end, Head head) {
    return tx.sql(
            """
            select seq, hash from audit_chain
            where seq < (select coalesce(min(seq), :beyond) from audit_chain
                         where event_at >= :end
                           and seq > (select coalesce(max(seq), 0) from audit_checkpoints))
            union all
            select seq, hash from audit_checkpoints
            order by seq desc limit 1
            """)
        .with("end", end)
        .with("beyond", head.seq() + 1)
        .find(row -> new Cut(row.getLong(1), row.getBytes(2)))
        .orElse(new Cut(0, new byte[AuditChain.HASH_BYTES]));
  }

  void saveCheckpoint(Instant before, Cut cut, byte[] signature) {
    tx.sql(
            """
            insert into audit_checkpoints (before, seq, hash, signature)
            values (:before, :seq, :hash, :signature)
            """)
        .with("before", before)
        .with("seq", cut.seq())
        .with("hash", cut.hash())
        .with("signature", signature)
        .update();
  }

  int dropPartitions(Instant end) {
    return (int) tx.sql("select audit_drop_partitions(:end)").with("end", end).number();
  }

  /** Deletes links before the last checkpoint, some at a time; how many. */
  int forget() {
    return (int) tx.sql("select audit_forget_chain(" + CHAIN_ROWS + ")").number();
  }
}
