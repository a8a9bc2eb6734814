package io.plinth.clients.client;

import io.plinth.clients.revenue.RevenueSql;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.Listing;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.paging.PageTokens;
import io.plinth.platform.paging.Where;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.web.Option;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Clients and their way through the pipeline. */
@ApplicationScoped
public class ClientRepository {
  private static final String HOURS =
      """
      left join (select e.client_id, sum(e.duration) as seconds from timesheet_entries e
                 where e.date >= :from and e.date < :to
                   and (cast(:hoursOf as bigint) is null or e.user_id = :hoursOf)
                 group by e.client_id) h on h.client_id = c.id\
      """;
  private static final String ANNUAL =
      "left join (" + RevenueSql.ANNUAL + ") a on a.client_id = c.id";
  private static final String REVENUE =
      "left join (" + RevenueSql.BY_CLIENT + ") r on r.client_id = c.id";
  private static final Listing<ClientView> WITH_MONEY = listing(true);
  private static final Listing<ClientView> WITHOUT_MONEY = listing(false);
  private Transactions tx;
  private PageTokens tokens;

  protected ClientRepository() {}

  @Inject
  public ClientRepository(Transactions tx, PageTokens tokens) {
    this.tx = tx;
    this.tokens = tokens;
  }

  /**
   * What a reader may see, and the year that revenue and hours are about.
   *
   * @param hoursOf whose hours; null: everybody's
   */
  record Sight(boolean money, Long hoursOf, LocalDate today) {}

  private static Listing<ClientView> listing(boolean money) {
    Listing<ClientView> listing =
        Listing.of(ClientView.class, "clients c", "c.id", "name")
            .join("owner", "left join users o on o.id = c.owner_id")
            .join("hours", HOURS)
            .field("id", "c.id")
            .field("version", "c.version")
            .field("legalName", "c.legal_name")
            .field("entityType", "c.entity_type")
            .field("fiscalYearEnd", "c.fiscal_year_end")
            .field("status", "c.status")
            .field("ownerId", "c.owner_id")
            .field("ownerName", "o.display_name", "owner")
            .field("stage", "c.stage")
            .field("source", "c.source")
            .field("lostReason", "c.lost_reason")
            .field("nextFollowUpDate", "c.next_follow_up_date")
            .field("currency", "c.currency")
            .field("createdAt", "c.created_at")
            .field("hours", "round(coalesce(h.seconds, 0) / 3600.0, 4)", "hours")
            .sort("name", "lower(c.legal_name)", "text")
            .sort("legalName", "lower(c.legal_name)", "text")
            .sort("status", "c.status", "text")
            .sort("owner", "coalesce(lower(o.display_name), '')", "text", "owner")
            .sort("createdAt", "c.created_at", "timestamptz")
            .sort("nextFollowUpDate", "coalesce(c.next_follow_up_date, 'infinity')", "date")
            .sort("hours", "coalesce(h.seconds, 0)", "bigint", "hours");
    return money ? withMoney(listing) : listing;
  }

  private static Listing<ClientView> withMoney(Listing<ClientView> listing) {
    return listing
        .join("annual", ANNUAL)
        .join("revenue", REVENUE)
        .field("estimatedValue", "c.estimated_value")
        .field("defaultHourlyRate", "c.default_hourly_rate")
        .field("annualRecurring", "coalesce(a.annual, 0)", "annual")
        .field("revenue", "coalesce(r.total, 0)", "revenue")
        .sort("estimatedValue", "coalesce(c.estimated_value, 0)", "numeric")
        .sort("annualRecurring", "coalesce(a.annual, 0)", "numeric", "annual")
        .sort("revenue", "coalesce(r.total, 0)", "numeric", "revenue")
        .seenWith("revenue:read");
  }

  Page<ClientView> list(ClientFilter filter, PageRequest page, Sight sight) {
    return listing(sight).page(tx, tokens, where(filter, sight), page);
  }

  void forEach(ClientFilter filter, PageRequest page, Sight sight, Consumer<ClientView> consumer) {
    listing(sight).forEach(tx, where(filter, sight), page, consumer);
  }

  Optional<ClientView> findView(long id, Sight sight) {
    return findView(id, null, sight);
  }

  /** {@code fields}: as in a query; null for all. */
  Optional<ClientView> findView(long id, String fields, Sight sight) {
    PageRequest one = new PageRequest(1, null, null, fields);
    return listing(sight).first(tx, where(ClientFilter.id(id), sight), one).stream().findFirst();
  }

  /** What the clients of one currency come to; money is null where it is not seen. */
  record Subtotal(String currency, BigDecimal annualRecurring, BigDecimal revenue, long seconds) {}

  /** All clients of the filter, by currency; the currency of most clients first. */
  List<Subtotal> listSubtotals(ClientFilter filter, Sight sight) {
    Where where = where(filter, sight);
    String money =
        sight.money()
            ? "coalesce(sum(a.annual), 0) as annual_recurring, coalesce(sum(r.total), 0) as"
                + " revenue,"
            : "";
    String text =
        """
        select cast(c.currency as text) as currency, %s coalesce(sum(h.seconds), 0) as seconds
        from clients c %s %s
        %s
        group by c.currency order by count(*) desc, c.currency
        """;
    return tx.sql(
            text.formatted(
                money, HOURS, sight.money() ? ANNUAL + " " + REVENUE : "", where.clause()))
        .with(where.parameters())
        .list(Subtotal.class);
  }

  /** Whom clients belong to. */
  List<Option> listOwners() {
    return tx.sql(
            """
            select cast(u.id as text) as value, u.display_name as label from users u
            where exists (select from clients c where c.owner_id = u.id)
            order by lower(u.display_name), u.id
            """)
        .list(Option.class);
  }

  /** A choice of a form: a {@code person} or a {@code currency}. */
  record Choice(String kind, String value, String label) {}

  /** Who may own a client (whoever is active, or owns one) and the currencies of clients. */
  List<Choice> listChoices() {
    return tx.sql(
            """
            select 'person' as kind, cast(u.id as text) as value, u.display_name as label,
                   lower(u.display_name) as place
            from users u where u.active or exists (select from clients c where c.owner_id = u.id)
            union all
            select 'currency', x.currency, x.currency, x.currency
            from (select distinct cast(currency as text) as currency from clients) x
            order by 1, 4, 2
            """)
        .list(Choice.class);
  }

  static Listing<ClientView> listing(Sight sight) {
    return sight.money() ? WITH_MONEY : WITHOUT_MONEY;
  }

  private static Where where(ClientFilter filter, Sight sight) {
    LocalDate year = sight.today().withDayOfYear(1);
    String search = Where.literal(filter.search());
    boolean shortSearch = search != null && filter.search().strip().length() < 3;
    return new Where()
        .bind("asOf", sight.today())
        .bind("today", sight.today())
        .bind("from", year)
        .bind("to", year.plusYears(1))
        .bind("hoursOf", sight.hoursOf())
        .and("c.id = any(:ids)", "ids", filter.id())
        .and(
            shortSearch
                ? "lower(c.legal_name) like lower(:search) || '%'"
                : "c.legal_name ilike '%' || :search || '%'",
            "search",
            search)
        .and("c.status = any(:status)", "status", filter.status())
        .and("c.entity_type = any(:entityType)", "entityType", filter.entityType())
        .and("c.owner_id = :owner", "owner", filter.ownerId())
        .and("c.stage = any(:stage)", "stage", filter.stage())
        .and("c.currency = :currency", "currency", filter.currency())
        .and(
            "c.status = 'PROSPECT' and c.next_follow_up_date >= :followUpFrom",
            "followUpFrom",
            filter.followUpFrom())
        .and(
            "c.status = 'PROSPECT' and c.next_follow_up_date < :followUpBefore",
            "followUpBefore",
            filter.followUpBefore());
  }

  public Optional<Client> find(long id) {
    return Optional.ofNullable(tx.em().find(Client.class, id));
  }

  Client get(long id) {
    return find(id).orElseThrow(() -> ProblemException.notFound("client", id));
  }

  Client save(Client client) {
    tx.em().persist(client);
    tx.em().flush();
    return client;
  }

  void flush() {
    tx.em().flush();
  }

  /** With its services: here, so that Hibernate's second level forgets them too. */
  void delete(Client client) {
    tx.sql("delete from services where client_id = :id").with("id", client.id()).update();
    tx.em().remove(client);
    tx.em().flush();
  }

  /** A service that goes with its client. */
  record Sold(long id, String serviceType) {}

  List<Sold> listServices(long id) {
    return tx.sql("select id, service_type from services where client_id = :id order by id")
        .with("id", id)
        .list(Sold.class);
  }

  long countEntries(long id) {
    return tx.sql("select count(*) from timesheet_entries where client_id = :id")
        .with("id", id)
        .number();
  }

  boolean existsUser(long id) {
    return tx.sql("select count(*) from users where id = :id").with("id", id).number() > 0;
  }

  public boolean isEmpty() {
    return tx.sql("select count(*) from (select 1 from clients limit 1) one").number() == 0;
  }

  void saveStageChange(Client client, long changedBy) {
    tx.sql(
            """
            insert into client_stage_changes (client_id, stage, reason, changed_at, changed_by)
            values (:client, :stage, :reason, :at, :by)
            """)
        .with("client", client.id())
        .with("stage", client.stage())
        .with("reason", client.stage() == Stage.LOST ? client.lostReason() : null)
        .with("at", Instant.now())
        .with("by", changedBy)
        .update();
  }

  List<ClientScreen.StageChange> listStageChanges(long clientId, int most) {
    return tx.sql(
            """
            select h.stage, h.reason, h.changed_at as at, u.display_name as by
            from client_stage_changes h left join users u on u.id = h.changed_by
            where h.client_id = :client
            order by h.changed_at desc, h.id desc limit %d
            """
                .formatted(most))
        .with("client", clientId)
        .list(ClientScreen.StageChange.class);
  }
}
