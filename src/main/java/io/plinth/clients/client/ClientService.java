package io.plinth.clients.client;

import io.plinth.clients.client.ClientRepository.Choice;
import io.plinth.clients.client.ClientRepository.Sight;
import io.plinth.clients.client.ClientRepository.Subtotal;
import io.plinth.platform.audit.Audit;
import io.plinth.platform.cache.Cached;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Versions;
import io.plinth.platform.security.Access;
import io.plinth.platform.settings.Firm;
import io.plinth.platform.web.Option;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Clients and prospects. */
@ApplicationScoped
@Transactional
public class ClientService {
  private static final int STAGES_SHOWN = 20;
  private static final BigDecimal SECONDS_AN_HOUR = BigDecimal.valueOf(3600);
  private static final List<String> USUAL_CURRENCIES =
      List.of("AUD", "CAD", "CHF", "EUR", "GBP", "JPY", "USD");
  private ClientRepository repository;
  private Access access;
  private Firm firm;
  private Event<ClientChanged> changed;
  private Audit audit;

  protected ClientService() {}

  @Inject
  public ClientService(
      ClientRepository repository,
      Access access,
      Firm firm,
      Event<ClientChanged> changed,
      Audit audit) {
    this.repository = repository;
    this.access = access;
    this.firm = firm;
    this.changed = changed;
    this.audit = audit;
  }

  @Cached(
      region = "clients",
      tables = {"clients", "services", "timesheet_entries", "users"},
      sharedBy = "timesheets:all")
  @Transactional(readOnly = true)
  public Page<ClientView> list(ClientFilter filter, PageRequest page) {
    access.require("clients:read");
    return repository.list(filter, page, sight());
  }

  /** All clients of the filter in the order of the page: for exports. */
  @Transactional(readOnly = true)
  public void forEach(ClientFilter filter, PageRequest page, Consumer<ClientView> consumer) {
    access.require("clients:read");
    repository.forEach(filter, page, sight(), consumer);
  }

  @Transactional(readOnly = true)
  public ClientView get(long id) {
    access.require("clients:read");
    return view(id);
  }

  /** As {@link #get(long)}, with only the fields named, separated by commas. */
  @Transactional(readOnly = true)
  public ClientView get(long id, String fields) {
    access.require("clients:read");
    return repository
        .findView(id, fields, sight())
        .orElseThrow(() -> ProblemException.notFound("client", id));
  }

  /**
   * What all clients of the filter come to: hours in all, money in the firm's currency, or in
   * theirs where none of them is billed in the firm's.
   */
  @Cached(
      region = "clients",
      tables = {"clients", "services", "timesheet_entries", "users"},
      sharedBy = "timesheets:all")
  @Transactional(readOnly = true)
  public ClientListScreen.Totals totals(ClientFilter filter) {
    access.require("clients:read");
    List<Subtotal> all = repository.listSubtotals(filter, sight());
    Subtotal none = new Subtotal(firm.currency(), null, null, 0);
    Subtotal shown =
        all.stream()
            .filter(s -> s.currency().equals(firm.currency()))
            .findFirst()
            .orElse(all.isEmpty() ? none : all.get(0));
    long seconds = all.stream().mapToLong(Subtotal::seconds).sum();
    return new ClientListScreen.Totals(
        shown.annualRecurring(),
        shown.revenue(),
        BigDecimal.valueOf(seconds).divide(SECONDS_AN_HOUR, 4, RoundingMode.HALF_UP),
        shown.currency());
  }

  /** Whom clients belong to: the choices of a filter. */
  @Cached(
      region = "choices",
      tables = {"clients", "users"},
      sharedBy = "clients:read")
  @Transactional(readOnly = true)
  public List<Option> listOwners() {
    access.require("clients:read");
    return repository.listOwners();
  }

  /** The choices of a client's form. */
  public record Choices(List<Option> owners, List<Option> currencies) {}

  /** Who may own a client, and currencies: the firm's, those of clients, and the usual ones. */
  @Transactional(readOnly = true)
  public Choices listChoices() {
    access.require("clients:read");
    List<Option> owners = new ArrayList<>();
    Set<String> currencies = new LinkedHashSet<>(List.of(firm.currency()));
    for (Choice choice : repository.listChoices()) {
      if (choice.kind().equals("person")) {
        owners.add(new Option(choice.value(), choice.label()));
      } else {
        currencies.add(choice.value());
      }
    }
    currencies.addAll(USUAL_CURRENCIES);
    return new Choices(owners, currencies.stream().map(c -> new Option(c, c)).toList());
  }

  /** The latest steps through the pipeline, newest first. */
  @Transactional(readOnly = true)
  public List<ClientScreen.StageChange> listStageChanges(long id) {
    access.require("clients:read");
    return repository.listStageChanges(id, STAGES_SHOWN);
  }

  /** The fields that the principal may see. */
  public Set<String> visibleFields() {
    return ClientRepository.listing(sight()).fieldNames();
  }

  /** The fields of {@link NewClient} that the principal may see, and the version. */
  String inputFields() {
    return "version,legalName,entityType,fiscalYearEnd,status,ownerId,stage,source,lostReason,"
        + "nextFollowUpDate,currency"
        + (access.can("revenue:read") ? ",estimatedValue,defaultHourlyRate" : "");
  }

  /** Whether there is no client at all, for whoever may know. */
  @Cached(
      region = "choices",
      tables = {"clients", "users"},
      sharedBy = "clients:read")
  @Transactional(readOnly = true)
  public boolean isEmpty() {
    return access.can("clients:read") && repository.isEmpty();
  }

  public ClientView create(NewClient given) {
    access.require("clients:write");
    if (!access.can("revenue:read")) {
      given.refuseMoney();
    }
    check(given);
    Client client = repository.save(new Client(given, firm.currency()));
    if (client.stage() != null) {
      repository.saveStageChange(client, access.userId());
    }
    return view(client.id());
  }

  public ClientView replace(long id, NewClient given, Long expectedVersion) {
    access.require("clients:write");
    Client client = repository.get(id);
    Versions.check(client.version(), expectedVersion);
    check(given);
    Stage stageBefore = client.stage();
    String currencyBefore = client.currency();
    BigDecimal rateBefore = client.defaultHourlyRate();
    client.change(access.can("revenue:read") ? given : given.withMoneyOf(client));
    repository.flush();
    if (client.stage() != null && client.stage() != stageBefore) {
      repository.saveStageChange(client, access.userId());
    }
    if (!Objects.equals(rateBefore, client.defaultHourlyRate())
        || !currencyBefore.equals(client.currency())) {
      changed.fire(new ClientChanged(id));
    }
    return view(id);
  }

  /** Only a client without hours can be deleted: what was worked is never lost. */
  public void delete(long id, Long expectedVersion) {
    access.require("clients:write");
    Client client = repository.get(id);
    Versions.check(client.version(), expectedVersion);
    long entries = repository.countEntries(id);
    if (entries > 0) {
      throw ProblemException.conflict(
          "This client has " + entries + " timesheet entries. Set its status to FORMER instead.");
    }
    repository.listServices(id).forEach(s -> audit.changed("services", s.id(), s, null));
    repository.delete(client);
  }

  private ClientView view(long id) {
    return repository
        .findView(id, sight())
        .orElseThrow(() -> ProblemException.notFound("client", id));
  }

  private void check(NewClient given) {
    List<FieldError> errors = given.errors();
    if (given.ownerId() != null && !repository.existsUser(given.ownerId())) {
      errors.add(
          FieldError.field("ownerId", "There is no user with the id " + given.ownerId() + "."));
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }

  private Sight sight() {
    return new Sight(
        access.can("revenue:read"),
        access.can("timesheets:all") ? null : access.userId(),
        firm.today());
  }
}
