package io.plinth.platform.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plinth.platform.paging.Listing;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.paging.PageTokens;
import io.plinth.platform.paging.Where;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.settings.Firm;
import io.plinth.platform.web.Option;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** The events: added, listed, never changed. */
@ApplicationScoped
public class AuditRepository {
  private static final int MOST_PEOPLE = 500;

  /** In the order of time alone: any other would sort all there is. */
  private static final Listing<AuditEventView> LISTING =
      Listing.of(AuditEventView.class, "audit_events e", "e.id", "-at")
          .field("id", "e.id")
          .field("at", "e.at")
          .field("userId", "e.user_id")
          .field("userName", "e.user_name")
          .field("keyId", "e.key_id")
          .field("action", "e.action")
          .field("targetType", "e.target_type")
          .field("targetId", "e.target_id")
          .field("before", "e.before")
          .field("after", "e.after")
          .field("address", "e.address")
          .field("requestId", "e.request_id")
          .field("outcome", "e.outcome")
          .sort("at", "e.at", "timestamptz");

  private Transactions tx;
  private PageTokens tokens;
  private Seals seals;
  private Firm firm;

  protected AuditRepository() {}

  @Inject
  public AuditRepository(Transactions tx, PageTokens tokens, Seals seals, Firm firm) {
    this.tx = tx;
    this.tokens = tokens;
    this.seals = seals;
    this.firm = firm;
  }

  /** Adds all of them in one statement, whatever their number. */
  void save(List<AuditEvent> events) {
    tx.sql(
            """
            insert into audit_events (at, user_id, user_name, key_id, action, target_type,
                target_id, before, after, address, request_id, outcome, seal)
            select e.at, e.user_id, e.user_name, e.key_id, e.action, e.target_type,
                e.target_id, e.before, e.after, e.address, e.request_id, e.outcome,
                decode(e.seal, 'hex')
            from jsonb_to_recordset(cast(:events as jsonb)) e(at timestamptz, user_id bigint,
                user_name text, key_id bigint, action text, target_type text, target_id bigint,
                before jsonb, after jsonb, address text, request_id text, outcome text, seal text)
            """)
        .with("events", json(events))
        .update();
  }

  private String json(List<AuditEvent> events) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (AuditEvent event : events) {
      ObjectNode row = rows.addObject();
      row.put("at", event.at().toString());
      row.put("user_id", event.userId());
      row.put("user_name", event.userName());
      row.put("key_id", event.keyId());
      row.put("action", event.action());
      row.put("target_type", event.targetType());
      row.put("target_id", event.targetId());
      row.set("before", event.before());
      row.set("after", event.after());
      row.put("address", event.address());
      row.put("request_id", event.requestId());
      row.put("outcome", event.outcome().name());
      row.put("seal", HexFormat.of().formatHex(seals.seal(event)));
    }
    return rows.toString();
  }

  Page<AuditEventView> list(AuditEventFilter filter, PageRequest page) {
    return LISTING.page(tx, tokens, where(filter), page);
  }

  void forEach(AuditEventFilter filter, PageRequest page, Consumer<AuditEventView> consumer) {
    LISTING.forEach(tx, where(filter), page, consumer);
  }

  private Where where(AuditEventFilter filter) {
    return new Where()
        .and("e.id = any(:ids)", "ids", filter.id())
        .and("e.user_id = :user", "user", filter.userId())
        .and(
            "(e.action = any(:actions) or split_part(e.action, ':', 1) = any(:actions))",
            "actions",
            filter.action())
        .and("e.target_type = :targetType", "targetType", filter.targetType())
        .and("e.target_id = :targetId", "targetId", filter.targetId())
        .and("e.at >= :from", "from", start(filter.from()))
        .and("e.at < :to", "to", start(filter.to()))
        .and("e.outcome = any(:outcome)", "outcome", filter.outcome())
        .and("e.request_id = :request", "request", filter.requestId());
  }

  private Instant start(LocalDate day) {
    return day == null ? null : day.atStartOfDay(firm.zone()).toInstant();
  }

  static Listing<AuditEventView> listing() {
    return LISTING;
  }

  /** Whom events can be about: the choices of a filter. */
  List<Option> listPeople() {
    return tx.sql(
            """
            select cast(id as text) as value, display_name as label from users
            order by lower(display_name), id limit %d
            """
                .formatted(MOST_PEOPLE))
        .list(Option.class);
  }
}
