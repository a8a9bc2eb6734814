package io.plinth.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the bill of materials that of the WAR, without what is left out of it, writes the list of
 * licences beside it, and fails on a library under none that is allowed.
 *
 * <p>Arguments: the bill, the list to write, what never ships, the licences that are allowed.
 */
public final class BillOfMaterials {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private BillOfMaterials() {}

  /** Ends with an exception where a licence is not allowed, or not known. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    ObjectNode bill = (ObjectNode) JSON.readTree(file.toFile());
    leaveOut(bill, Set.of(arguments[2].split(",")));
    Files.writeString(file, JSON.writeValueAsString(bill).replace(System.lineSeparator(), "\n"));
    Set<String> allowed =
        Arrays.stream(arguments[3].split(",")).map(String::strip).collect(Collectors.toSet());
    Map<String, List<String>> licences = new TreeMap<>();
    bill.path("components").forEach(part -> licences.put(name(part), licences(part)));
    Files.writeString(Path.of(arguments[1]), list(licences));
    Set<String> refused = new TreeSet<>();
    licences.forEach(
        (name, under) -> {
          if (under.stream().noneMatch(allowed::contains)) {
            refused.add(name + " is under " + under);
          }
        });
    if (licences.isEmpty() || !refused.isEmpty()) {
      throw new IllegalStateException("Not among the licences that pom.xml allows: " + refused);
    }
  }

  private static void leaveOut(ObjectNode bill, Set<String> never) {
    Set<String> references = new TreeSet<>();
    bill.withArray("components")
        .forEach(
            part -> {
              if (never.contains(part.path("name").asText())) {
                references.add(part.path("bom-ref").asText());
              }
            });
    remove(bill.withArray("components"), "bom-ref", references);
    remove(bill.withArray("dependencies"), "ref", references);
    for (JsonNode dependency : bill.withArray("dependencies")) {
      var needs = dependency.path("dependsOn").elements();
      while (needs.hasNext()) {
        if (references.contains(needs.next().asText())) {
          needs.remove();
        }
      }
    }
  }

  private static void remove(JsonNode list, String field, Set<String> references) {
    var parts = list.elements();
    while (parts.hasNext()) {
      if (references.contains(parts.next().path(field).asText())) {
        parts.remove();
      }
    }
  }

  private static String name(JsonNode part) {
    return Stream.of("group", "name", "version")
        .map(field -> part.path(field).asText())
        .collect(Collectors.joining(":"));
  }

  /** By SPDX where it has a name there; several are a choice. */
  private static List<String> licences(JsonNode part) {
    List<String> licences = new ArrayList<>();
    for (JsonNode entry : part.path("licenses")) {
      JsonNode licence = entry.path("license");
      String id = licence.path("id").asText(licence.path("name").asText());
      licences.add(id.isEmpty() ? entry.path("expression").asText() : id);
    }
    return licences;
  }

  private static String list(Map<String, List<String>> licences) {
    StringBuilder text = new StringBuilder("The libraries in plinth.war and their licences.\n\n");
    licences.forEach(
        (name, under) ->
            text.append(name).append("  ").append(String.join(" or ", under)).append('\n'));
    return text.toString();
  }
}
