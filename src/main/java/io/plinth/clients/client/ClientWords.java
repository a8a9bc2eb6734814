package io.plinth.clients.client;

import io.plinth.platform.web.Option;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The words people use for what the database calls by constants. They live beside the pages and not
 * in the enumerations, because they will be translated and those will not.
 */
public final class ClientWords {
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("LLC", "LLC"),
          Map.entry("S_CORP", "S corporation"),
          Map.entry("C_CORP", "C corporation"),
          Map.entry("PARTNERSHIP", "Partnership"),
          Map.entry("SOLE_PROPRIETORSHIP", "Sole proprietorship"),
          Map.entry("PROSPECT", "Prospect"),
          Map.entry("ACTIVE", "Active"),
          Map.entry("PAUSED", "Paused"),
          Map.entry("FORMER", "Former"),
          Map.entry("DEAD", "Dead"),
          Map.entry("NEW", "New"),
          Map.entry("CONTACTED", "Contacted"),
          Map.entry("PROPOSAL", "Proposal"),
          Map.entry("NEGOTIATION", "Negotiation"),
          Map.entry("WON", "Won"),
          Map.entry("LOST", "Lost"),
          Map.entry("MONTHLY", "Monthly"),
          Map.entry("QUARTERLY", "Quarterly"),
          Map.entry("ANNUAL", "Yearly"),
          Map.entry("ONE_TIME", "Once"),
          Map.entry("HOURLY", "By the hour"),
          Map.entry("DRAFT", "Draft"),
          Map.entry("SUBMITTED", "Submitted"),
          Map.entry("APPROVED", "Approved"),
          Map.entry("INVOICED", "Invoiced"),
          Map.entry("REJECTED", "Rejected"));

  private ClientWords() {}

  /** A client's status. */
  public static String status(String status) {
    return word(status);
  }

  /** When a follow-up is due, as the filter says it. */
  static String followUp(String due) {
    return switch (due) {
      case "OVERDUE" -> "Follow-up overdue";
      case "TODAY" -> "Follow-up today";
      default -> "Follow-up later this week";
    };
  }

  /** The tone of a status' badge: green earns, amber waits. */
  public static String statusTone(String status) {
    return switch (status) {
      case "ACTIVE" -> "good";
      case "PROSPECT" -> "accent";
      case "PAUSED" -> "warn";
      default -> "";
    };
  }

  /** The icon of a status' badge, so that colour is never alone. */
  public static String statusIcon(String status) {
    return switch (status) {
      case "ACTIVE" -> "check";
      case "PAUSED" -> "pause";
      case "FORMER", "DEAD" -> "stop";
      default -> "dot";
    };
  }

  /** A client's legal form. */
  public static String entityType(String type) {
    return type == null || type.equals("UNKNOWN") ? "Unknown form" : word(type);
  }

  /** A stage of the pipeline. */
  public static String stage(String stage) {
    return word(stage);
  }

  /** How often a service is billed. */
  public static String frequency(String frequency) {
    return word(frequency);
  }

  /** What a fee is for: "a month". */
  public static String per(String frequency) {
    return switch (frequency) {
      case "MONTHLY" -> "a month";
      case "QUARTERLY" -> "a quarter";
      case "ANNUAL" -> "a year";
      case "ONE_TIME" -> "once";
      default -> "an hour";
    };
  }

  /** The state of a timesheet entry. */
  public static String entryStatus(String status) {
    return word(status);
  }

  /** The choices of a status field. */
  public static List<Option> statuses() {
    return options("PROSPECT", "ACTIVE", "PAUSED", "FORMER", "DEAD");
  }

  /** The choices of a legal form field. */
  public static List<Option> entityTypes() {
    return options("LLC", "S_CORP", "C_CORP", "PARTNERSHIP", "SOLE_PROPRIETORSHIP", "UNKNOWN");
  }

  /** The choices of a stage field. */
  public static List<Option> stages() {
    return options("NEW", "CONTACTED", "PROPOSAL", "NEGOTIATION", "WON", "LOST");
  }

  /** The choices of a billing frequency field. */
  public static List<Option> frequencies() {
    return options("MONTHLY", "QUARTERLY", "ANNUAL", "ONE_TIME", "HOURLY");
  }

  private static List<Option> options(String... names) {
    return Arrays.stream(names).map(n -> new Option(n, word(n))).toList();
  }

  private static String word(String name) {
    return name == null ? "–" : WORDS.getOrDefault(name, name.equals("UNKNOWN") ? "Unknown" : name);
  }
}
