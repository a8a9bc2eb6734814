package io.plinth.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.persistence.EntityChange;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where everybody says what happened. What changes data is stored in the transaction that changes
 * it, in one statement whatever there is: neither exists without the other. What changes nothing is
 * queued.
 */
@ApplicationScoped
public class Audit {
  private Access access;
  private Transactions tx;
  private AuditQueue queue;
  private Consumer<List<AuditEvent>> store;

  protected Audit() {}

  @Inject
  public Audit(Access access, Transactions tx, AuditQueue queue, AuditRepository repository) {
    this.access = access;
    this.tx = tx;
    this.queue = queue;
    store = repository::save;
  }

  /** Entities need nothing more; their kind is called as their table is. */
  void on(@Observes EntityChange change) {
    String type = change.entity().getAnnotation(Table.class).name().replace('_', '-');
    changed(type, change.id(), change.before(), change.after());
  }

  /**
   * Within the transaction that does it: something was made, changed or deleted.
   *
   * @param type as in the API: {@code api-keys}
   * @param before a record or map; null where it is new
   * @param after a record or map; null where it is gone
   */
  public void changed(String type, long id, Object before, Object after) {
    Changes changes = Changes.between(before, after);
    String verb = before == null ? "create" : after == null ? "delete" : "update";
    if (!changes.isEmpty()) {
      Subject subject = new Subject(type, id, changes.before(), changes.after());
      tx.beforeCommit(event(type + ":" + verb, AuditOutcome.SUCCESS, subject, who()), store);
    }
  }

  /**
   * Within the transaction that does it: something that is no plain change, {@code imports:run}.
   */
  public void did(String action, Long id, Map<String, ?> details) {
    Subject subject = new Subject(type(action), id, null, Changes.details(details));
    tx.beforeCommit(event(action, AuditOutcome.SUCCESS, subject, who()), store);
  }

  /** Something that changed nothing, or failed to; waits while the queue is full. */
  public void happened(String action, AuditOutcome outcome, Long id, Map<String, ?> details) {
    Subject subject = new Subject(type(action), id, null, Changes.details(details));
    queue(event(action, outcome, subject, who()));
  }

  /**
   * Somebody has signed in, or failed to.
   *
   * @param userId null: nobody has this name with this password
   * @param name as it was typed
   */
  public void signIn(Long userId, String name) {
    signIn(userId, name, Map.of());
  }

  /**
   * The same through somebody else.
   *
   * @param details who vouched, or why it failed
   */
  public void signIn(Long userId, String name, Map<String, ?> details) {
    AuditOutcome outcome = userId == null ? AuditOutcome.FAILURE : AuditOutcome.SUCCESS;
    Subject subject =
        new Subject("sessions", null, null, details.isEmpty() ? null : Changes.details(details));
    queue(event("sessions:create", outcome, subject, new Who(userId, name, null)));
  }

  /** Whoever is signed in is so no longer. */
  public void signOut() {
    if (access.find().isPresent()) {
      happened("sessions:delete", AuditOutcome.SUCCESS, null, Map.of());
    }
  }

  private void queue(AuditEvent event) {
    RequestContext request = RequestContext.current();
    if (request != null) {
      request.audited();
    }
    queue.add(event);
  }

  private record Who(Long userId, String name, Long keyId) {}

  private record Subject(String type, Long id, JsonNode before, JsonNode after) {}

  /** Nobody: what Plinth does of itself, or somebody who is not signed in. */
  private Who who() {
    Principal principal = access.find().orElse(null);
    return principal == null
        ? new Who(null, null, null)
        : new Who(principal.userId(), principal.name(), principal.keyId());
  }

  private static String type(String action) {
    return action.substring(0, action.indexOf(':'));
  }

  private static AuditEvent event(String action, AuditOutcome outcome, Subject what, Who who) {
    RequestContext request = RequestContext.current();
    return new AuditEvent(
        Instant.now(),
        who.userId(),
        who.name(),
        who.keyId(),
        action,
        what.type(),
        what.id(),
        what.before(),
        what.after(),
        request == null ? null : request.address(),
        request == null ? null : request.id(),
        outcome);
  }
}
