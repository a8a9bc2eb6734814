package io.plinth.clients.client;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/**
 * Somebody the firm works for, or would like to. A prospect is a client that has not signed yet: it
 * moves through the stages of the pipeline and keeps its history when it becomes an active client.
 */
@Entity
@Table(name = "clients")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "clients")
public class Client {
  @Id
  @GeneratedValue(generator = "clients_seq")
  @SequenceGenerator(name = "clients_seq", sequenceName = "clients_seq", allocationSize = 50)
  private Long id;

  @Version private long version;

  @Column(name = "legal_name")
  private String legalName;

  @Enumerated(EnumType.STRING)
  @Column(name = "entity_type")
  private EntityType entityType;

  @Column(name = "fiscal_year_end")
  private String fiscalYearEnd;

  @Enumerated(EnumType.STRING)
  private ClientStatus status;

  @Column(name = "owner_id")
  private Long ownerId;

  @Enumerated(EnumType.STRING)
  private Stage stage;

  private String source;

  @Column(name = "estimated_value")
  private BigDecimal estimatedValue;

  @Column(name = "lost_reason")
  private String lostReason;

  @Column(name = "next_follow_up_date")
  private LocalDate nextFollowUpDate;

  @Column(columnDefinition = "char(3)")
  private String currency;

  @Column(name = "default_hourly_rate")
  private BigDecimal defaultHourlyRate;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  protected Client() {}

  /** {@code firmCurrency} is the client's where {@code given} names none. */
  public Client(NewClient given, String firmCurrency) {
    createdAt = Instant.now();
    currency = firmCurrency;
    change(given);
  }

  /** Takes over everything that {@code given} says; its currency only where it names one. */
  public final void change(NewClient given) {
    check(given);
    legalName = given.legalName();
    entityType = given.entityType() == null ? EntityType.UNKNOWN : given.entityType();
    fiscalYearEnd = given.fiscalYearEnd();
    status = given.status();
    ownerId = given.ownerId();
    stage = given.stage() == null && status == ClientStatus.PROSPECT ? Stage.NEW : given.stage();
    source = given.source();
    estimatedValue = given.estimatedValue();
    lostReason = given.lostReason();
    nextFollowUpDate = given.nextFollowUpDate();
    currency = given.currency() == null ? currency : given.currency();
    defaultHourlyRate = given.defaultHourlyRate();
  }

  private static void check(NewClient given) {
    List<FieldError> errors = given.errors();
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }

  public Long id() {
    return id;
  }

  public long version() {
    return version;
  }

  public Stage stage() {
    return stage;
  }

  public String lostReason() {
    return lostReason;
  }

  public String currency() {
    return currency;
  }

  public BigDecimal estimatedValue() {
    return estimatedValue;
  }

  public BigDecimal defaultHourlyRate() {
    return defaultHourlyRate;
  }
}
