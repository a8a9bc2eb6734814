package io.plinth.clients.importer;

import io.plinth.platform.web.Option;
import java.util.List;

/** The words of the import pages. */
public final class ImportWords {
  private ImportWords() {}

  /** A mapping field: its key, and what people call it. */
  public record MappingField(String key, String label) {}

  /** The facts a column can hold, in the order people look for them. */
  public static List<MappingField> fields() {
    return List.of(
        new MappingField("client", "Client"),
        new MappingField("service", "Service or project"),
        new MappingField("user", "Person"),
        new MappingField("email", "E-mail"),
        new MappingField("date", "Date"),
        new MappingField("start", "Start"),
        new MappingField("end", "End"),
        new MappingField("hours", "Hours"),
        new MappingField("minutes", "Minutes"),
        new MappingField("task", "Task"),
        new MappingField("description", "Description"),
        new MappingField("tags", "Tags"),
        new MappingField("billable", "Billable"),
        new MappingField("rate", "Hourly rate"),
        new MappingField("currency", "Currency"),
        new MappingField("sourceId", "Row’s own id"));
  }

  /** How durations are rounded. */
  public static List<Option> roundings() {
    return List.of(
        new Option("NONE", "As they are"),
        new Option("NEAREST", "To the nearest quarter hour"),
        new Option("UP", "Up to the next quarter hour"));
  }

  /** The decimal sign. */
  public static List<Option> decimals() {
    return List.of(new Option(".", "Point: 1.5"), new Option(",", "Comma: 1,5"));
  }

  /** An import's state. */
  public static String status(String status) {
    return switch (status) {
      case "QUEUED" -> "Waiting";
      case "RUNNING" -> "Running";
      case "COMPLETED" -> "Completed";
      case "FAILED" -> "Failed";
      default -> "Cancelled";
    };
  }

  /** The tone of a state's badge. */
  public static String tone(String status) {
    return switch (status) {
      case "COMPLETED" -> "good";
      case "FAILED" -> "bad";
      case "RUNNING", "QUEUED" -> "accent";
      default -> "warn";
    };
  }

  /** The icon of a state's badge. */
  public static String icon(String status) {
    return switch (status) {
      case "COMPLETED" -> "check";
      case "FAILED" -> "alert";
      case "CANCELLED" -> "stop";
      default -> "clock";
    };
  }
}
