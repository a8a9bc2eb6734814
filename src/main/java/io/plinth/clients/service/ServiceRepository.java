package io.plinth.clients.service;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.Listing;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.paging.PageTokens;
import io.plinth.platform.paging.Where;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What clients buy. */
@ApplicationScoped
public class ServiceRepository {
  private static final Listing<ServiceView> WITH_MONEY =
      listing()
          .field("fee", "s.fee")
          .field("hourlyRate", "s.hourly_rate")
          .sort("fee", "coalesce(s.fee, 0)", "numeric")
          .seenWith("revenue:read");
  private static final Listing<ServiceView> WITHOUT_MONEY = listing();
  private Transactions tx;
  private PageTokens tokens;

  protected ServiceRepository() {}

  @Inject
  public ServiceRepository(Transactions tx, PageTokens tokens) {
    this.tx = tx;
    this.tokens = tokens;
  }

  private static Listing<ServiceView> listing() {
    return Listing.of(
            ServiceView.class, "services s join clients c on c.id = s.client_id", "s.id", "client")
        .field("id", "s.id")
        .field("version", "s.version")
        .field("clientId", "s.client_id")
        .field("clientName", "c.legal_name")
        .field("currency", "c.currency")
        .field("serviceType", "s.service_type")
        .field("billingFrequency", "s.billing_frequency")
        .field("startDate", "s.start_date")
        .field("endDate", "s.end_date")
        .field("active", "s.active")
        .field("createdAt", "s.created_at")
        .sort("client", "lower(c.legal_name)", "text")
        .sort("serviceType", "lower(s.service_type)", "text")
        .sort("startDate", "coalesce(s.start_date, '-infinity')", "date")
        .sort("createdAt", "s.created_at", "timestamptz");
  }

  static Listing<ServiceView> listing(boolean money) {
    return money ? WITH_MONEY : WITHOUT_MONEY;
  }

  Page<ServiceView> list(ServiceFilter filter, PageRequest page, boolean money) {
    return listing(money).page(tx, tokens, where(filter), page);
  }

  List<ServiceView> listFirst(ServiceFilter filter, PageRequest page, boolean money) {
    return listing(money).first(tx, where(filter), page);
  }

  void forEach(
      ServiceFilter filter, PageRequest page, boolean money, Consumer<ServiceView> consumer) {
    listing(money).forEach(tx, where(filter), page, consumer);
  }

  private static Where where(ServiceFilter filter) {
    return new Where()
        .and("s.id = any(:ids)", "ids", filter.id())
        .and("s.client_id = :client", "client", filter.clientId())
        .and("s.service_type ilike '%' || :search || '%'", "search", Where.literal(filter.search()))
        .and("s.billing_frequency = any(:frequency)", "frequency", filter.billingFrequency())
        .and("s.active = :active", "active", filter.active());
  }

  Optional<ServiceView> findView(long id, boolean money) {
    ServiceFilter filter = new ServiceFilter(List.of(id), null, null, List.of(), null);
    return list(filter, PageRequest.first(1), money).items().stream().findFirst();
  }

  public Optional<Service> find(long id) {
    return Optional.ofNullable(tx.em().find(Service.class, id));
  }

  Service get(long id) {
    return find(id).orElseThrow(() -> ProblemException.notFound("service", id));
  }

  Service save(Service service) {
    tx.em().persist(service);
    tx.em().flush();
    return service;
  }

  void flush() {
    tx.em().flush();
  }

  void delete(Service service) {
    tx.em().remove(service);
    tx.em().flush();
  }

  boolean existsClient(long id) {
    return tx.sql("select count(*) from clients where id = :id").with("id", id).number() > 0;
  }

  long countEntries(long id) {
    return tx.sql("select count(*) from timesheet_entries where service_id = :id")
        .with("id", id)
        .number();
  }
}
