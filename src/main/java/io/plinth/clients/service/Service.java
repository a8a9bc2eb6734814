package io.plinth.clients.service;

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
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/**
 * Something a client buys. It earns from its start to its end, both inclusive. One that is switched
 * off without an end gets today's: what it earned so far stays in the books. One that is switched
 * on again loses an end that has come, unless it is given another.
 */
@Entity
@Table(name = "services")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "services")
public class Service {
  @Id
  @GeneratedValue(generator = "services_seq")
  @SequenceGenerator(name = "services_seq", sequenceName = "services_seq", allocationSize = 50)
  private Long id;

  @Version private long version;

  @Column(name = "client_id", updatable = false)
  private long clientId;

  @Column(name = "service_type")
  private String serviceType;

  @Enumerated(EnumType.STRING)
  @Column(name = "billing_frequency")
  private BillingFrequency billingFrequency;

  private BigDecimal fee;

  @Column(name = "hourly_rate")
  private BigDecimal hourlyRate;

  @Column(name = "start_date")
  private LocalDate startDate;

  @Column(name = "end_date")
  private LocalDate endDate;

  private boolean active;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  protected Service() {}

  public Service(NewService given, LocalDate today) {
    createdAt = Instant.now();
    clientId = given.clientId();
    take(given);
    end(false, today);
  }

  /**
   * Takes over everything that {@code given} says; the client stays. Who starts it again says until
   * when it runs: an end that has passed is not dropped silently.
   */
  public void change(NewService given, LocalDate today) {
    boolean wasActive = active;
    if (!wasActive && given.isActive() && isBefore(given.endDate(), today)) {
      throw ProblemException.invalidField(
          "endDate", "It has ended then. To run again it needs a later end, or none.");
    }
    take(given);
    end(wasActive, today);
  }

  private static boolean isBefore(LocalDate day, LocalDate today) {
    return day != null && day.isBefore(today);
  }

  /**
   * What is not active earns nothing after today: it ends today at the latest, and what was to
   * start later ends before it starts. What never was active needs no end.
   */
  private void end(boolean wasActive, LocalDate today) {
    if (!active && (endDate == null ? wasActive : endDate.isAfter(today))) {
      boolean begun = startDate == null || !startDate.isAfter(today);
      endDate = begun ? today : startDate.minusDays(1);
    }
  }

  private void take(NewService given) {
    check(given);
    serviceType = given.serviceType();
    billingFrequency = given.billingFrequency();
    fee = given.fee();
    hourlyRate = given.hourlyRate();
    startDate = given.startDate();
    endDate = given.endDate();
    active = given.isActive();
  }

  private void check(NewService given) {
    List<FieldError> errors = new ArrayList<>();
    if (given.clientId() != clientId) {
      errors.add(FieldError.field("clientId", "A service stays with its client."));
    }
    errors.addAll(given.errors());
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

  public long clientId() {
    return clientId;
  }

  public BigDecimal fee() {
    return fee;
  }

  public BigDecimal hourlyRate() {
    return hourlyRate;
  }
}
