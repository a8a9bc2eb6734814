package io.plinth.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.platform.web.Chip;
import io.plinth.platform.web.Link;
import io.plinth.platform.web.Option;
import io.plinth.platform.web.Sort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Model of {@code platform/audit}.
 *
 * @param self the address with everything that is on
 * @param people whom the events can be filtered by
 * @param next the token of the next page; null on the last
 * @param count how many match
 * @param exact whether it is exactly so many, or at least
 */
public record AuditScreen(
    Link self,
    Sort sort,
    List<Option> people,
    List<Row> rows,
    String next,
    long count,
    boolean exact) {
  private static final String[] FILTERS = {
    "userId", "action", "outcome", "from", "to", "targetType", "targetId", "requestId", "after"
  };

  /** One event; {@code history}: all that was done to the same thing, null where it has no id. */
  public record Row(AuditEventView event, List<Field> fields, Link history) {
    private static final int SHOWN = 3;

    static Row of(AuditEventView event) {
      Link history =
          event.targetId() == null
              ? null
              : Link.to("/audit")
                  .with("targetType", event.targetType())
                  .with("targetId", event.targetId());
      return new Row(event, fields(event.before(), event.after()), history);
    }

    /** Names first: the database keeps no order. */
    private static List<Field> fields(JsonNode before, JsonNode after) {
      Set<String> names = new LinkedHashSet<>();
      Stream.of(before == null ? "" : before, after == null ? "" : after)
          .filter(JsonNode.class::isInstance)
          .forEach(n -> ((JsonNode) n).fieldNames().forEachRemaining(names::add));
      boolean changed = before != null && after != null;
      return names.stream()
          .sorted(Comparator.comparing(n -> !n.toLowerCase(Locale.ROOT).endsWith("name")))
          .map(n -> new Field(words(n), text(before, n), text(after, n), changed))
          .toList();
    }

    /** {@code defaultHourlyRate}: Default hourly rate. */
    private static String words(String name) {
      String words = name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
      return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static String text(JsonNode fields, String name) {
      JsonNode value = fields == null ? null : fields.get(name);
      if (value == null || value.isNull() || (value.isTextual() && value.textValue().isEmpty())) {
        return null;
      }
      return value.isValueNode() ? value.asText() : value.toString();
    }

    /** The first of them. */
    public List<Field> shown() {
      return fields.subList(0, Math.min(SHOWN, fields.size()));
    }

    /** The rest. */
    public List<Field> more() {
      return fields.subList(shown().size(), fields.size());
    }

    /** Of an action, what was done: {@code update}. */
    public String verb() {
      return event.action().substring(event.action().indexOf(':') + 1);
    }

    /** Who: as it was then. */
    public String who() {
      boolean nobody = event.userName() == null || event.userName().isBlank();
      return nobody ? event.address() == null ? "Plinth" : "Nobody signed in" : event.userName();
    }
  }

  /**
   * A field and its values, null where there was none.
   *
   * @param changed whether it is a change, and nothing new or gone
   */
  public record Field(String label, String before, String after, boolean changed) {}

  /** The choices of how it ended. */
  public static List<Option> outcomes() {
    return Stream.of(AuditOutcome.values()).map(o -> new Option(o.name(), words(o))).toList();
  }

  /** How it ended, in a word. */
  public static String words(AuditOutcome outcome) {
    return switch (outcome) {
      case SUCCESS -> "Done";
      case FAILURE -> "Failed";
      case REFUSED -> "Refused";
    };
  }

  /** Everything that is not a filter left in place. */
  public Link clear() {
    return self.without(FILTERS);
  }

  /** What is on. */
  public List<Chip> chips() {
    Link first = self.without("after");
    List<Chip> chips = new ArrayList<>();
    String person = self.get("userId");
    people.stream()
        .filter(p -> p.value().equals(person))
        .map(Option::label)
        .findFirst()
        .or(() -> Stream.of("User " + person).filter(p -> !person.isEmpty()).findFirst())
        .ifPresent(name -> chips.add(new Chip(name, first.without("userId"))));
    if (!self.get("outcome").isEmpty()) {
      AuditOutcome outcome = AuditOutcome.valueOf(self.get("outcome"));
      chips.add(new Chip(words(outcome), first.without("outcome")));
    }
    chip(chips, "", "action");
    chip(chips, "From ", "from");
    chip(chips, "Before ", "to");
    if (!self.get("targetType").isEmpty()) {
      String target = (self.get("targetType") + " " + self.get("targetId")).strip();
      chips.add(new Chip(target, first.without("targetType", "targetId")));
    }
    chip(chips, "Request ", "requestId");
    return chips;
  }

  private void chip(List<Chip> chips, String label, String name) {
    if (!self.get(name).isEmpty()) {
      chips.add(new Chip(label + self.get(name), self.without("after", name)));
    }
  }
}
