package io.plinth.platform.error;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One invalid value.
 *
 * @param pointer JSON pointer into the body, or null
 * @param parameter name of the query or path parameter, or null
 * @param detail what is wrong, and what would be legal
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FieldError(String pointer, String parameter, String detail) {
  /** {@code field} is a property of the body, such as {@code legalName} or {@code rows/3/fee}. */
  public static FieldError field(String field, String detail) {
    return new FieldError("/" + field, null, detail);
  }

  public static FieldError parameter(String parameter, String detail) {
    return new FieldError(null, parameter, detail);
  }
}
