package io.plinth.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** One operation of the document. */
record Operation(Contract contract, String verb, String path, JsonNode node) {
  /**
   * Groups of a period with the totals over all of them: no rows with ids that one could ask for,
   * nor a page of which the totals would still be right. They refuse to be more than 20,000.
   */
  private static final Set<String> REPORTS =
      Set.of("/api/v1/revenue", "/api/v1/timesheet-entries/summary");

  /** A verdict over the whole audit trail, which is not to be had in parts. */
  private static final Set<String> COMPUTED = Set.of("/api/v1/audit/verification");

  boolean isRead() {
    return verb.equals("GET");
  }

  /**
   * Whether it answers a list, which can have any length: known by what it promises to answer, not
   * by the parameters that it may have forgotten to take.
   */
  boolean isList() {
    JsonNode schema = answer();
    return isRead()
        && !REPORTS.contains(path)
        && (schema.path("type").asText().equals("array") || schema.path("properties").has("items"));
  }

  /** Whether it answers one thing. */
  boolean isSingleRead() {
    return isRead() && answers("application/json") && !isList() && !COMPUTED.contains(path);
  }

  /** The schema of what it answers with JSON; missing where it does not. */
  private JsonNode answer() {
    return contract.resolved(
        node.at("/responses/200/content").path("application/json").path("schema"));
  }

  boolean has(String parameter) {
    return !parameter(parameter).isMissingNode();
  }

  /** A parameter by its name; missing where there is none. */
  JsonNode parameter(String name) {
    return StreamSupport.stream(node.path("parameters").spliterator(), false)
        .filter(p -> p.path("name").asText().equals(name))
        .findFirst()
        .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
  }

  List<JsonNode> parametersIn(String place) {
    return StreamSupport.stream(node.path("parameters").spliterator(), false)
        .filter(p -> p.path("in").asText().equals(place))
        .toList();
  }

  /** The legal values of a parameter that is a list of choices. */
  List<String> choices(String parameter) {
    List<String> choices = new ArrayList<>();
    parameter(parameter).at("/schema/items/enum").forEach(v -> choices.add(v.asText()));
    return choices;
  }

  /** The schema of the JSON body; missing where it takes none. */
  JsonNode body() {
    JsonNode content = node.at("/requestBody/content");
    JsonNode json = content.path("application/json");
    JsonNode media = json.isMissingNode() ? content.path("application/merge-patch+json") : json;
    return contract.resolved(media.path("schema"));
  }

  boolean takesJson() {
    return !body().isMissingNode();
  }

  boolean takesFiles() {
    return node.at("/requestBody/content").has("multipart/form-data");
  }

  /** Whether success can be answered in this media type. */
  boolean answers(String type) {
    return node.at("/responses/200/content").has(type);
  }

  @Override
  public String toString() {
    return verb + " " + path;
  }
}
