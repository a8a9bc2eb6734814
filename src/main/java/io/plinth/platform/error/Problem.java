package io.plinth.platform.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** The body of every error: RFC 9457, with the request's id and every invalid field at once. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    String requestId,
    List<FieldError> errors) {}
