package io.plinth.clients.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ServiceTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 5, 10);
  private static final LocalDate START = LocalDate.of(2026, 1, 1);

  private static NewService given(
      long client, BillingFrequency frequency, LocalDate start, LocalDate end, Boolean active) {
    BigDecimal fee = frequency == BillingFrequency.HOURLY ? null : BigDecimal.TEN;
    return new NewService(client, "Support", frequency, fee, null, start, end, active);
  }

  private static NewService monthly(LocalDate start, LocalDate end, Boolean active) {
    return given(1, BillingFrequency.MONTHLY, start, end, active);
  }

  private static Object read(Service service, String name) {
    try {
      Field field = Service.class.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(service);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isActiveUnlessSaidOtherwise() {
    assertThat(read(new Service(monthly(START, null, null), TODAY), "active")).isEqualTo(true);
  }

  @Test
  void switchedOffWithoutAnEndItEndsToday() {
    Service service = new Service(monthly(START, null, true), TODAY);
    service.change(monthly(START, null, false), TODAY);
    assertThat(read(service, "endDate")).isEqualTo(TODAY);
  }

  @Test
  void switchedOffBeforeItBeganItNeverRuns() {
    Service service = new Service(monthly(TODAY.plusDays(9), null, true), TODAY);
    service.change(monthly(TODAY.plusDays(9), null, false), TODAY);
    assertThat(read(service, "endDate")).isEqualTo(TODAY.plusDays(8));
  }

  @Test
  void switchedOffWithAnEndItKeepsThatEnd() {
    Service service = new Service(monthly(null, null, true), TODAY);
    service.change(monthly(null, START, false), TODAY);
    assertThat(read(service, "endDate")).isEqualTo(START);
  }

  @Test
  void oneThatWasOffAlreadyIsNotEndedAgain() {
    Service service = new Service(monthly(START, null, false), TODAY);
    service.change(monthly(START, null, false), TODAY);
    assertThat(read(service, "endDate")).isNull();
  }

  @Test
  void switchedOffBeforeItsEndItEndsToday() {
    Service service = new Service(monthly(START, TODAY.plusDays(90), true), TODAY);
    service.change(monthly(START, TODAY.plusDays(90), false), TODAY);
    assertThat(read(service, "endDate")).isEqualTo(TODAY);
    Service made = new Service(monthly(START, TODAY.plusDays(90), false), TODAY);
    assertThat(read(made, "endDate")).isEqualTo(TODAY);
  }

  @Test
  void switchedOnAgainItNeedsAnEndThatIsNotOver() {
    Service service = new Service(monthly(START, TODAY.minusDays(1), false), TODAY);
    assertRefused(
        "/endDate", () -> service.change(monthly(START, TODAY.minusDays(1), true), TODAY));
    service.change(monthly(START, TODAY, true), TODAY);
    assertThat(read(service, "active")).isEqualTo(true);
    assertThat(read(service, "endDate")).isEqualTo(TODAY);
    service.change(monthly(START, null, true), TODAY);
    assertThat(read(service, "endDate")).isNull();
  }

  @Test
  void activeOneMayHaveRunOut() {
    Service service = new Service(monthly(START, TODAY.minusDays(1), true), TODAY);
    service.change(monthly(START, TODAY.minusDays(2), true), TODAY);
    assertThat(read(service, "endDate")).isEqualTo(TODAY.minusDays(2));
  }

  @Test
  void endsOnOrAfterItsStart() {
    assertThat(read(new Service(monthly(START, START, true), TODAY), "endDate")).isEqualTo(START);
    assertRefused("/endDate", () -> new Service(monthly(START, START.minusDays(1), true), TODAY));
  }

  @Test
  void staysWithItsClient() {
    Service service = new Service(monthly(START, null, true), TODAY);
    NewService moved = given(2, BillingFrequency.MONTHLY, START, null, true);
    assertRefused("/clientId", () -> service.change(moved, TODAY));
    assertThat(service.clientId()).isEqualTo(1);
  }

  @Test
  void hourlyOneHasNoFee() {
    NewService hourly =
        new NewService(
            1L, "Help", BillingFrequency.HOURLY, BigDecimal.ONE, BigDecimal.TEN, null, null, true);
    assertRefused("/fee", () -> new Service(hourly, TODAY));
  }

  @Test
  void refusedChangeChangesNothing() {
    Service service = new Service(monthly(START, null, true), TODAY);
    NewService wrong = given(2, BillingFrequency.ANNUAL, START, START.minusDays(1), true);
    assertRefused("/clientId, /endDate", () -> service.change(wrong, TODAY));
    assertThat(read(service, "billingFrequency")).isEqualTo(BillingFrequency.MONTHLY);
  }

  private static void assertRefused(
      String pointers, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(String.join(", ", e.errors().stream().map(FieldError::pointer).toList()))
                    .isEqualTo(pointers));
  }
}
