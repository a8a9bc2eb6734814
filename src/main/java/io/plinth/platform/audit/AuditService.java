package io.plinth.platform.audit;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.security.Access;
import io.plinth.platform.web.Option;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Reading and verifying the audit trail. */
@ApplicationScoped
public class AuditService {
  private static final String READ = "audit:read";
  private final ReentrantLock verifying = new ReentrantLock();
  private AuditRepository repository;
  private VerificationRepository verifications;
  private AuditChain chain;
  private Access access;

  protected AuditService() {}

  @Inject
  public AuditService(
      AuditRepository repository,
      VerificationRepository verifications,
      AuditChain chain,
      Access access) {
    this.repository = repository;
    this.verifications = verifications;
    this.chain = chain;
    this.access = access;
  }

  @Transactional(readOnly = true)
  public Page<AuditEventView> list(AuditEventFilter filter, PageRequest page) {
    access.require(READ);
    return repository.list(filter, page);
  }

  /** All events of the filter, in order: for exports. */
  @Transactional(readOnly = true)
  public void forEach(
      AuditEventFilter filter, PageRequest page, Consumer<AuditEventView> consumer) {
    access.require(READ);
    repository.forEach(filter, page, consumer);
  }

  /** The fields of an event. */
  public Set<String> visibleFields() {
    return AuditRepository.listing().fieldNames();
  }

  /** Whom events can be about: the choices of a filter. */
  @Transactional(readOnly = true)
  public List<Option> listPeople() {
    access.require(READ);
    return repository.listPeople();
  }

  /**
   * Goes through all of it: one at a time, as it reads every row there is.
   *
   * @param since a former end of the chain; null: the one that this node knows
   */
  public AuditVerification verify(String since) {
    access.require(READ);
    AuditAnchor anchor = since == null ? chain.seen().orElse(null) : anchor(since);
    if (!verifying.tryLock()) {
      throw ProblemException.conflict("The audit trail is being verified already.");
    }
    try {
      return verifications.verify(anchor);
    } finally {
      verifying.unlock();
    }
  }

  private static AuditAnchor anchor(String text) {
    try {
      return AuditAnchor.parse(text);
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalidParameter(
          "since", "since must be an end that a verification has told, such as 1234:9f86d0….");
    }
  }
}
