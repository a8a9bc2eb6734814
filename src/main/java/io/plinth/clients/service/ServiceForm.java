package io.plinth.clients.service;

import io.plinth.platform.web.FormErrors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Model of {@code clients/service-form}, for a new service and an old one.
 *
 * @param id null for a new service
 * @param version what the form was filled from; null for a new service
 * @param currency the client's
 * @param values as typed, by field: {@code serviceType}, {@code billingFrequency}, {@code fee},
 *     {@code hourlyRate}, {@code startDate}, {@code endDate}, {@code active}
 */
public record ServiceForm(
    Long id,
    Long version,
    long clientId,
    String clientName,
    String currency,
    Map<String, String> values,
    FormErrors errors) {

  /** The fields in their order, as the form labels them. */
  static final Map<String, String> LABELS = labels();

  private static Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("serviceType", "Service");
    labels.put("billingFrequency", "Billing");
    labels.put("fee", "Fee");
    labels.put("hourlyRate", "Hourly rate");
    labels.put("startDate", "First day");
    labels.put("endDate", "Last day");
    labels.put("active", "Active");
    return Collections.unmodifiableMap(labels);
  }

  /** What stands in a field. */
  public String value(String field) {
    return values.get(field);
  }

  /** Where the form is sent, which is also where it was opened. */
  public String action() {
    return id == null ? "/clients/" + clientId + "/services/new" : "/services/" + id + "/edit";
  }
}
