package io.plinth.clients.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.math.BigDecimal;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.junit.jupiter.api.Test;

class NewClientTest {
  private static NewClient client(String yearEnd, String currency, BigDecimal value) {
    return new NewClient(
        "A",
        null,
        yearEnd,
        ClientStatus.ACTIVE,
        null,
        null,
        null,
        value,
        null,
        null,
        currency,
        value);
  }

  @Test
  void everyInvalidFieldIsNamed() {
    assertThatThrownBy(() -> new Client(client("02-30", "QQQ", null), "USD"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(FieldError::pointer)
                    .containsExactly("/fiscalYearEnd", "/currency"));
    assertThat(new Client(client("02-29", null, null), "USD").currency()).isEqualTo("USD");
  }

  @Test
  void moneyIsRefusedFieldByField() {
    client("12-31", "USD", null).refuseMoney();
    assertThatThrownBy(() -> client(null, null, BigDecimal.ONE).refuseMoney())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(FieldError::pointer)
                    .containsExactly("/estimatedValue", "/defaultHourlyRate"));
  }

  @Test
  void hugeExponentsAreTooMuch() {
    try (ValidatorFactory factory =
        Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory()) {
      assertThat(
              factory.getValidator().validate(client(null, null, new BigDecimal("1E+2147483647"))))
          .extracting(v -> v.getPropertyPath().toString())
          .contains("estimatedValue", "defaultHourlyRate");
    }
  }
}
