package io.plinth.clients.timesheet;

import io.plinth.platform.cache.Cached;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.security.Access;
import io.plinth.platform.settings.Firm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Totals of hours and amounts. They obey the same rule as the entries: own or all. */
@ApplicationScoped
@Transactional(readOnly = true)
public class SummaryService {
  private SummaryRepository repository;
  private Access access;
  private Firm firm;

  protected SummaryService() {}

  @Inject
  public SummaryService(SummaryRepository repository, Access access, Firm firm) {
    this.repository = repository;
    this.access = access;
    this.firm = firm;
  }

  @Cached(
      region = "summaries",
      tables = {"clients", "services", "timesheet_entries", "users"},
      sharedBy = "timesheets:all")
  public Summary summarise(SummaryFilter filter) {
    access.require("timesheets:read");
    if (filter.from() != null && filter.to() != null && !filter.from().isBefore(filter.to())) {
      throw ProblemException.invalidParameter("to", "to must be after from; it is exclusive.");
    }
    return repository.summarise(
        filter,
        access.can("timesheets:all") ? null : access.userId(),
        filter.currency() == null ? firm.currency() : filter.currency(),
        access.can("revenue:read"));
  }
}
