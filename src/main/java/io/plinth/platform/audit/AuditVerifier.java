package io.plinth.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.platform.http.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Goes through the whole audit trail, in one snapshot of the database and by cursor: its memory
 * does not grow with the trail. It stops at the first thing that is wrong: whatever is behind it
 * may be wrong because of it.
 *
 * <p>On plain JDBC, because an operator can run it beside Plinth, see {@link VerifyAudit}.
 */
final class AuditVerifier {
  private static final int FETCH = 1_000;
  private static final String EVENT =
      """
      e.id, e.at, e.user_id, e.user_name, e.key_id, e.action, e.target_type, e.target_id,
      cast(e.before as text) as before, cast(e.after as text) as after, e.address, e.request_id,
      e.outcome, e.seal
      """;
  private static final String CHAIN =
      "select c.seq, c.event_id, c.event_at, c.seal as link_seal, c.hash, "
          + EVENT
          + """
          from audit_chain c
          left join audit_events e on e.id = c.event_id and e.at = c.event_at
          where c.seq > ? order by c.seq
          """;
  private static final String UNCHAINED =
      "select "
          + EVENT
          + """
          , exists (select from audit_chain c where c.seal = e.seal) as copied,
          e.xid < case when pg_snapshot_xmin(pg_current_snapshot()) < h.horizon then '0'
                  else h.horizon end as passed
          from audit_events e cross join audit_head h
          where not exists (select from audit_chain c where c.event_id = e.id)
          order by e.id
          """;

  private final Connection connection;
  private final Seals seals;
  private final AuditAnchor anchor;
  private long seq;
  private byte[] hash = new byte[AuditChain.HASH_BYTES];
  private Instant keptSince;
  private long events;
  private long unchained;

  /**
   * @param anchor a place of the chain known from elsewhere; may be null
   */
  AuditVerifier(Connection connection, Seals seals, AuditAnchor anchor) {
    this.connection = connection;
    this.seals = seals;
    this.anchor = anchor;
  }

  /** What is wrong. */
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;
    private final Long link;
    private final Long event;

    Broken(String finding, Long link, Long event) {
      super(finding);
      this.link = link;
      this.event = event;
    }
  }

  AuditVerification verify() throws SQLException {
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try {
      checkpoints();
      chain();
      end();
      unchained();
      return verification(null);
    } catch (Broken e) {
      return verification(e);
    } finally {
      connection.rollback();
    }
  }

  private AuditVerification verification(Broken broken) {
    return new AuditVerification(
        broken == null,
        broken == null ? null : broken.getMessage(),
        broken == null ? null : broken.event,
        broken == null ? null : broken.link,
        events,
        unchained,
        keptSince,
        new AuditAnchor(seq, HexFormat.of().formatHex(hash)).toString(),
        Instant.now());
  }

  /** The chain begins behind the last of them. */
  private void checkpoints() throws SQLException, Broken {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select before, seq, hash, signature from audit_checkpoints order by before")) {
      while (row.next()) {
        Instant before = instant(row, "before");
        boolean signed =
            seals.isSigned(
                AuditChain.checkpoint(before),
                row.getLong("seq"),
                row.getBytes("hash"),
                row.getBytes("signature"));
        if (!signed) {
          throw new Broken("The checkpoint of " + before + " was not made by Plinth.", null, null);
        }
        keptSince = before;
        seq = row.getLong("seq");
        hash = row.getBytes("hash");
      }
    }
  }

  private void chain() throws SQLException, Broken {
    try (PreparedStatement statement = connection.prepareStatement(CHAIN)) {
      statement.setFetchSize(FETCH);
      statement.setLong(1, seq);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          link(row);
        }
      }
    }
  }

  private void link(ResultSet row) throws SQLException, Broken {
    ChainLink link =
        new ChainLink(
            row.getLong("seq"),
            row.getLong("event_id"),
            instant(row, "event_at"),
            row.getBytes("link_seal"));
    if (link.seq() != seq + 1) {
      throw new Broken(
          "Link " + (seq + 1) + " of the chain is missing; the next is " + link.seq() + ".",
          seq + 1,
          null);
    }
    if (!seals.holds(hash, link, row.getBytes("hash"))) {
      throw new Broken(
          "Link " + link.seq() + " of the chain has been changed.", link.seq(), link.eventId());
    }
    seq = link.seq();
    hash = row.getBytes("hash");
    anchored();
    boolean dropped = keptSince != null && link.eventAt().isBefore(keptSince);
    if (row.getObject("id") == null && !dropped) {
      throw new Broken(
          "Event " + link.eventId() + " of " + link.eventAt() + " has been deleted.",
          seq,
          link.eventId());
    }
    if (row.getObject("id") != null) {
      events++;
      event(row, link);
    }
  }

  private void event(ResultSet row, ChainLink link) throws SQLException, Broken {
    byte[] seal = row.getBytes("seal");
    if (!Arrays.equals(seal, link.seal()) || !seals.holds(read(row), seal)) {
      throw new Broken("Event " + link.eventId() + " has been changed.", seq, link.eventId());
    }
  }

  private void anchored() throws Broken {
    if (anchor != null
        && anchor.seq() == seq
        && !anchor.hash().equals(HexFormat.of().formatHex(hash))) {
      throw new Broken("Link " + seq + " is not the one that was noted.", seq, null);
    }
  }

  /** What is cut off at the end leaves no gap: the signed end, or the anchor, knows of it. */
  private void end() throws SQLException, Broken {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select seq, hash, signature from audit_head")) {
      if (!row.next()) {
        throw new Broken("The end of the chain is missing.", seq, null);
      }
      long end = row.getLong("seq");
      boolean begun = end > 0 || seq > 0;
      byte[] signature = row.getBytes("signature");
      if (begun && !seals.isSigned(AuditChain.HEAD, end, row.getBytes("hash"), signature)) {
        throw new Broken("The end of the chain was not signed by Plinth.", end, null);
      }
      if (end != seq || !Arrays.equals(row.getBytes("hash"), hash)) {
        throw new Broken("The chain ends at " + seq + " and not at " + end + ".", seq + 1, null);
      }
    }
    if (anchor != null && anchor.seq() > seq) {
      throw new Broken(
          "The chain ends at " + seq + ", but has been at " + anchor.seq() + ".", seq + 1, null);
    }
  }

  private void unchained() throws SQLException, Broken {
    try (PreparedStatement statement = connection.prepareStatement(UNCHAINED)) {
      statement.setFetchSize(FETCH);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          long id = row.getLong("id");
          events++;
          unchained++;
          if (!seals.holds(read(row), row.getBytes("seal"))) {
            throw new Broken("Event " + id + " was not made by Plinth, or changed.", null, id);
          }
          if (row.getBoolean("copied") || row.getBoolean("passed")) {
            throw new Broken("Event " + id + " was inserted past the chain.", null, id);
          }
        }
      }
    }
  }

  private static AuditEvent read(ResultSet row) throws SQLException {
    return new AuditEvent(
        instant(row, "at"),
        row.getObject("user_id", Long.class),
        row.getString("user_name"),
        row.getObject("key_id", Long.class),
        row.getString("action"),
        row.getString("target_type"),
        row.getObject("target_id", Long.class),
        json(row.getString("before")),
        json(row.getString("after")),
        row.getString("address"),
        row.getString("request_id"),
        AuditOutcome.valueOf(row.getString("outcome")));
  }

  private static JsonNode json(String text) {
    return text == null ? null : Json.exactTree(text);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
