package io.plinth.clients.client;

import io.plinth.platform.web.FormErrors;
import io.plinth.platform.web.Option;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Model of {@code clients/client-form}, for a new client and an old one.
 *
 * @param id null for a new client
 * @param version what the form was filled from; null for a new client
 * @param values as typed, by field: {@code legalName}, {@code entityType}, {@code fiscalYearEnd},
 *     {@code status}, {@code ownerId}, {@code stage}, {@code source}, {@code estimatedValue},
 *     {@code lostReason}, {@code nextFollowUpDate}, {@code currency}, {@code defaultHourlyRate}
 */
public record ClientForm(
    Long id,
    Long version,
    Map<String, String> values,
    List<Option> owners,
    List<Option> currencies,
    FormErrors errors) {

  /** The fields in their order, as the form labels them. */
  static final Map<String, String> LABELS = labels();

  private static Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("legalName", "Legal name");
    labels.put("entityType", "Legal form");
    labels.put("fiscalYearEnd", "Fiscal year's end");
    labels.put("status", "Status");
    labels.put("ownerId", "Owner");
    labels.put("stage", "Stage");
    labels.put("nextFollowUpDate", "Next follow-up");
    labels.put("estimatedValue", "Estimated value");
    labels.put("source", "Source");
    labels.put("lostReason", "The reason");
    labels.put("currency", "Currency");
    labels.put("defaultHourlyRate", "Default hourly rate");
    return Collections.unmodifiableMap(labels);
  }

  /** What stands in a field. */
  public String value(String field) {
    return values.get(field);
  }

  /** Where the form is sent, which is also where it was opened. */
  public String action() {
    return id == null ? "/clients/new" : "/clients/" + id + "/edit";
  }
}
