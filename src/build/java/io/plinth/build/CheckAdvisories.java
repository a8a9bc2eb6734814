package io.plinth.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.maven.artifact.versioning.ComparableVersion;

/**
 * Holds what Plinth is made of, the libraries of the WAR by its SBOM and those that the container
 * carries by what they say of themselves, against GitHub's advisories for Maven, as a package on
 * Maven Central brings them. Needs nothing but that package; knows nothing that is younger than it.
 *
 * <p>Arguments: the SBOM, the container's jar, the file of accepted findings. It fails on a finding
 * that is not accepted, and on an acceptance of what is not found any more.
 */
public final class CheckAdvisories {
  private static final String DATA = "/advisories-maven.csv";
  private static final int OLD_FIELDS = 8;
  private static final int YEAR = 4;

  /** A library, and where it is. */
  private record Part(String name, String version, String where) {}

  /** What is known of versions from one on, to before another, or to a last one. */
  private record Advisory(
      String id, String summary, String from, String fixed, String last, String severity) {

    boolean affects(String version) {
      ComparableVersion given = new ComparableVersion(version);
      boolean begun =
          from.isEmpty() || from.equals("0") || given.compareTo(new ComparableVersion(from)) >= 0;
      boolean repaired = !fixed.isEmpty() && given.compareTo(new ComparableVersion(fixed)) >= 0;
      boolean past = !last.isEmpty() && given.compareTo(new ComparableVersion(last)) > 0;
      return begun && !repaired && !past;
    }
  }

  private final Map<String, List<Advisory>> known = new HashMap<>();
  private String newest = "";

  private CheckAdvisories() {}

  /** Ends with an exception where something has to be looked at. */
  public static void main(String[] arguments) throws IOException {
    CheckAdvisories check = new CheckAdvisories();
    check.read();
    check.refuseToBeBlind();
    List<Part> parts = new ArrayList<>(bill(Path.of(arguments[0])));
    int unnamed = contained(Path.of(arguments[1]), parts);
    Map<String, String> findings = check.findings(parts);
    Set<String> accepted = accepted(Path.of(arguments[2]));
    System.out.printf(
        "%d libraries against advisories up to %s; %d jars of the container do not say what they"
            + " are%n",
        parts.size(), check.newest, unnamed);
    Set<String> open = new TreeSet<>(findings.keySet());
    open.removeAll(accepted);
    open.forEach(f -> System.out.println("FOUND " + findings.get(f)));
    accepted.removeAll(findings.keySet());
    accepted.forEach(f -> System.out.println("GONE  " + f + ": take it out of " + arguments[2]));
    if (!open.isEmpty() || !accepted.isEmpty()) {
      throw new IllegalStateException("Advisories to look at: " + (open.size() + accepted.size()));
    }
  }

  private void read() throws IOException {
    try (InputStream stream = CheckAdvisories.class.getResourceAsStream(DATA)) {
      if (stream == null) {
        throw new IOException("The package of advisories has no " + DATA);
      }
      Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
      for (CsvRecord row : CsvReader.builder().ofCsvRecord(reader)) {
        newest = row.getField(1).compareTo(newest) > 0 ? row.getField(1) : newest;
        known.computeIfAbsent(row.getField(3), name -> new ArrayList<>()).add(advisory(row));
      }
    }
    if (known.size() < 1_000 || newest.length() < YEAR) {
      throw new IOException("The advisories cannot be read: " + known.size() + " libraries");
    }
  }

  /** A library that all the world knows about is found, and repaired is not. */
  private void refuseToBeBlind() throws IOException {
    String name = "org.apache.logging.log4j:log4j-core";
    Map<String, String> bad = findings(List.of(new Part(name, "2.14.1", "a trial")));
    Map<String, String> good = findings(List.of(new Part(name, "2.17.1", "a trial")));
    if (!bad.containsKey("CVE-2021-44228 " + name + " 2.14.1") || !good.isEmpty()) {
      throw new IOException("The check does not work: " + bad + good);
    }
  }

  /** Id, day, summary, library, first version, fixed in; later packages: last version; severity. */
  private static Advisory advisory(CsvRecord row) {
    int severity = row.getFieldCount() > OLD_FIELDS ? 7 : 6;
    return new Advisory(
        row.getField(0),
        row.getField(2),
        row.getField(4),
        row.getField(5),
        severity == 7 ? row.getField(6) : "",
        row.getField(severity));
  }

  private static List<Part> bill(Path file) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (JsonNode part : new ObjectMapper().readTree(file.toFile()).path("components")) {
      String name = part.path("group").asText() + ":" + part.path("name").asText();
      parts.add(new Part(name, part.path("version").asText(), "the WAR"));
    }
    if (parts.isEmpty()) {
      throw new IOException(file + " names no library");
    }
    return parts;
  }

  /** Adds what the jars within the container's jar say they are; how many do not. */
  private static int contained(Path container, List<Part> parts) throws IOException {
    int unnamed = 0;
    try (ZipInputStream jar = new ZipInputStream(Files.newInputStream(container))) {
      for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
        if (entry.getName().endsWith(".jar")) {
          List<Part> inside = inside(jar.readAllBytes());
          unnamed += inside.isEmpty() ? 1 : 0;
          parts.addAll(inside);
        }
      }
    }
    return unnamed;
  }

  private static List<Part> inside(byte[] bytes) throws IOException {
    List<Part> parts = new ArrayList<>();
    try (ZipInputStream jar = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
        if (entry.getName().matches("META-INF/maven/.*/pom\\.properties")) {
          Properties said = new Properties();
          said.load(new ByteArrayInputStream(jar.readAllBytes()));
          String name = said.getProperty("groupId") + ":" + said.getProperty("artifactId");
          parts.add(new Part(name, said.getProperty("version", "0"), "the container"));
        }
      }
    }
    return parts;
  }

  private Map<String, String> findings(List<Part> parts) {
    Map<String, String> findings = new TreeMap<>();
    for (Part part : parts) {
      for (Advisory advisory : known.getOrDefault(part.name(), List.of())) {
        if (advisory.affects(part.version())) {
          findings.put(
              advisory.id() + " " + part.name() + " " + part.version(),
              "%s %s %s %s in %s, fixed in %s: %s"
                  .formatted(
                      advisory.id(),
                      advisory.severity(),
                      part.name(),
                      part.version(),
                      part.where(),
                      advisory.fixed().isEmpty() ? "none" : advisory.fixed(),
                      advisory.summary()));
        }
      }
    }
    return findings;
  }

  /** Lines of id, library and version; behind # stands why. */
  private static Set<String> accepted(Path file) throws IOException {
    Set<String> accepted = new TreeSet<>();
    for (String line : Files.readAllLines(file)) {
      String entry = line.replaceFirst("#.*", "").strip();
      if (!entry.isEmpty()) {
        accepted.add(entry.replaceAll("\\s+", " "));
      }
    }
    return accepted;
  }
}
