package io.plinth.clients.service;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Versions;
import io.plinth.platform.security.Access;
import io.plinth.platform.settings.Firm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** The services that clients buy. */
@ApplicationScoped
@Transactional
public class ServiceService {
  private ServiceRepository repository;
  private Access access;
  private Firm firm;
  private Event<ServiceChanged> changed;

  protected ServiceService() {}

  @Inject
  public ServiceService(
      ServiceRepository repository, Access access, Firm firm, Event<ServiceChanged> changed) {
    this.repository = repository;
    this.access = access;
    this.firm = firm;
    this.changed = changed;
  }

  @Transactional(readOnly = true)
  public Page<ServiceView> list(ServiceFilter filter, PageRequest page) {
    access.require("services:read");
    return repository.list(filter, page, money());
  }

  /** All services of the filter, in order: for exports. */
  @Transactional(readOnly = true)
  public void forEach(ServiceFilter filter, PageRequest page, Consumer<ServiceView> consumer) {
    access.require("services:read");
    repository.forEach(filter, page, money(), consumer);
  }

  /** The first services of the filter, uncounted. */
  @Transactional(readOnly = true)
  public List<ServiceView> listFirst(ServiceFilter filter, PageRequest page) {
    access.require("services:read");
    return repository.listFirst(filter, page, money());
  }

  @Transactional(readOnly = true)
  public ServiceView get(long id) {
    access.require("services:read");
    return view(id);
  }

  /** The fields that the principal may see. */
  public Set<String> visibleFields() {
    return ServiceRepository.listing(money()).fieldNames();
  }

  public ServiceView create(NewService given) {
    access.require("services:write");
    if (!money()) {
      given.refuseMoney();
    }
    if (!repository.existsClient(given.clientId())) {
      throw ProblemException.invalidField(
          "clientId", "There is no client with the id " + given.clientId() + ".");
    }
    return view(repository.save(new Service(given, firm.today())).id());
  }

  public ServiceView replace(long id, NewService given, Long expectedVersion) {
    access.require("services:write");
    Service service = repository.get(id);
    Versions.check(service.version(), expectedVersion);
    BigDecimal rateBefore = service.hourlyRate();
    service.change(money() ? given : given.withMoneyOf(service), firm.today());
    repository.flush();
    if (!Objects.equals(rateBefore, service.hourlyRate())) {
      changed.fire(new ServiceChanged(id));
    }
    return view(id);
  }

  /** Only a service without hours can be deleted: what was worked is never lost. */
  public void delete(long id, Long expectedVersion) {
    access.require("services:write");
    Service service = repository.get(id);
    Versions.check(service.version(), expectedVersion);
    long entries = repository.countEntries(id);
    if (entries > 0) {
      throw ProblemException.conflict(
          "This service has " + entries + " timesheet entries. Set active to false instead.");
    }
    repository.delete(service);
  }

  private ServiceView view(long id) {
    return repository
        .findView(id, money())
        .orElseThrow(() -> ProblemException.notFound("service", id));
  }

  private boolean money() {
    return access.can("revenue:read");
  }
}
