package io.plinth.clients.timesheet;

import io.plinth.clients.client.ClientChanged;
import io.plinth.clients.importer.Rounding;
import io.plinth.clients.service.ServiceChanged;
import io.plinth.clients.timesheet.TimesheetRepository.Around;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Versions;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.UserChanged;
import io.plinth.platform.settings.Firm;
import io.plinth.platform.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Time worked. Who may not see all entries sees, changes and totals only their own; another's entry
 * is as good as absent.
 */
@ApplicationScoped
@Transactional
public class TimesheetService {
  private TimesheetRepository repository;
  private Access access;
  private Firm firm;
  private Rounding rounding;

  protected TimesheetService() {}

  @Inject
  public TimesheetService(
      TimesheetRepository repository, Access access, Firm firm, Settings settings) {
    this.repository = repository;
    this.access = access;
    this.firm = firm;
    rounding = settings.choice("plinth.firm.hours-rounding", Rounding.class);
  }

  @Transactional(readOnly = true)
  public Page<TimesheetEntryView> list(TimesheetFilter filter, PageRequest page) {
    access.require("timesheets:read");
    return repository.list(filter, onlyOf(), page, money());
  }

  /** The first entries of the filter, uncounted. */
  @Transactional(readOnly = true)
  public List<TimesheetEntryView> listFirst(TimesheetFilter filter, PageRequest page) {
    access.require("timesheets:read");
    return repository.listFirst(filter, onlyOf(), page, money());
  }

  /** All entries of the filter, in order: for exports. */
  @Transactional(readOnly = true)
  public void forEach(
      TimesheetFilter filter, PageRequest page, Consumer<TimesheetEntryView> consumer) {
    access.require("timesheets:read");
    repository.forEach(filter, onlyOf(), page, money(), consumer);
  }

  @Transactional(readOnly = true)
  public TimesheetEntryView get(long id) {
    access.require("timesheets:read");
    return view(id);
  }

  /** The fields that the principal may see. */
  public Set<String> visibleFields() {
    return TimesheetRepository.listing(money()).fieldNames();
  }

  public TimesheetEntryView create(NewTimesheetEntry given) {
    access.require("timesheets:write");
    List<FieldError> errors = new ArrayList<>();
    if (given.hourlyRate() != null && !money()) {
      errors.add(FieldError.field("hourlyRate", "You may not set a rate."));
    }
    refuseSource(given, null, null, errors);
    errors.addAll(TimesheetEntry.lengthErrors(given, firm.zone(), rounding));
    TimesheetEntry.Context context = context(given, access.userId(), errors);
    refuseLocked(context.userId(), given.date());
    return view(repository.save(new TimesheetEntry(given, context)).id());
  }

  public TimesheetEntryView replace(long id, NewTimesheetEntry given, Long expectedVersion) {
    access.require("timesheets:write");
    TimesheetEntry entry = repository.get(id, onlyOf());
    Versions.check(entry.version(), expectedVersion);
    entry.requireOpen();
    NewTimesheetEntry change = money() ? given : given.with(entry.ownRate());
    List<FieldError> errors = new ArrayList<>();
    if (!access.can("imports:write")) {
      refuseSource(given, entry.sourceSystem(), entry.sourceId(), errors);
      change = change.with(entry.sourceSystem(), entry.sourceId());
    }
    TimesheetEntry.Context context = context(change, entry.userId(), errors);
    refuseLocked(entry.userId(), entry.date());
    if (context.userId() != entry.userId() || !change.date().equals(entry.date())) {
      refuseLocked(context.userId(), change.date());
    }
    entry.change(change, context);
    repository.flush();
    return view(id);
  }

  public void delete(long id, Long expectedVersion) {
    access.require("timesheets:write");
    TimesheetEntry entry = repository.get(id, onlyOf());
    Versions.check(entry.version(), expectedVersion);
    entry.requireOpen();
    refuseLocked(entry.userId(), entry.date());
    repository.delete(entry);
  }

  /** {@code errors}: what is wrong so far, to be told with what is wrong here. */
  private TimesheetEntry.Context context(
      NewTimesheetEntry given, long userByDefault, List<FieldError> errors) {
    long userId = given.userId() == null ? userByDefault : given.userId();
    Long onlyOf = onlyOf();
    boolean others = onlyOf != null && userId != onlyOf;
    if (others) {
      errors.add(FieldError.field("userId", "You can only book your own time."));
    }
    errors.addAll(given.errors());
    Around around = repository.getAround(given.clientId(), given.serviceId(), userId);
    if (around.clientId() == null) {
      errors.add(unknown("clientId", "client", given.clientId()));
    } else if (given.serviceId() != null && around.serviceId() == null) {
      errors.add(unknown("serviceId", "service of that client", given.serviceId()));
    }
    if (around.userId() == null && !others) {
      errors.add(unknown("userId", "user", userId));
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
    BigDecimal rate = around.rate();
    return new TimesheetEntry.Context(userId, rate, around.currency(), firm.zone(), rounding);
  }

  /** Who may not import may not take a source either, nor find out which are taken. */
  private void refuseSource(
      NewTimesheetEntry given, String system, String id, List<FieldError> errors) {
    if (access.can("imports:write")) {
      return;
    }
    if (given.sourceSystem() != null && !given.sourceSystem().equals(system)) {
      errors.add(FieldError.field("sourceSystem", "You may not set where an entry comes from."));
    }
    if (given.sourceId() != null && !given.sourceId().equals(id)) {
      errors.add(FieldError.field("sourceId", "You may not set where an entry comes from."));
    }
  }

  private static FieldError unknown(String field, String what, Long id) {
    return FieldError.field(field, "There is no " + what + " with the id " + id + ".");
  }

  private void refuseLocked(long userId, LocalDate date) {
    if (repository.isLocked(userId, date)) {
      throw ProblemException.conflict("The week of " + date + " has been approved and is locked.");
    }
  }

  private TimesheetEntryView view(long id) {
    return repository
        .findView(id, onlyOf(), money())
        .orElseThrow(() -> ProblemException.notFound("timesheet entry", id));
  }

  private boolean money() {
    return access.can("revenue:read");
  }

  private Long onlyOf() {
    return access.can("timesheets:all") ? null : access.userId();
  }

  void on(@Observes ClientChanged event) {
    repository.resolveRates(event.clientId(), null, null);
  }

  void on(@Observes ServiceChanged event) {
    repository.resolveRates(null, event.serviceId(), null);
  }

  void on(@Observes UserChanged event) {
    repository.resolveRates(null, null, event.userId());
  }
}
