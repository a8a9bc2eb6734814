package io.plinth.clients.client;

import io.plinth.platform.error.ProblemException;
import java.util.Currency;

/** Codes of ISO 4217. */
public final class CurrencyCode {
  private CurrencyCode() {}

  static boolean isKnown(String code) {
    try {
      return Currency.getInstance(code) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Refuses a query parameter {@code currency} that is given and no such code. */
  public static void checkParameter(String currency) {
    if (currency != null && !isKnown(currency)) {
      throw ProblemException.invalidParameter(
          "currency", "currency must be an ISO 4217 code, such as USD.");
    }
  }
}
