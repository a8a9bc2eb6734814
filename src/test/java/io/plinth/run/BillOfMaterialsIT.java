package io.plinth.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bill of materials in the WAR is that of this WAR. */
class BillOfMaterialsIT {
  private static final String FOLDER = "WEB-INF/classes/META-INF/sbom/";
  private static ZipFile war;
  private static JsonNode bill;

  @BeforeAll
  static void open() throws IOException {
    war = new ZipFile(System.getProperty("plinth.war"));
    bill = new ObjectMapper().readTree(read(FOLDER + "plinth.cdx.json"));
  }

  @AfterAll
  static void close() throws IOException {
    war.close();
  }

  private static byte[] read(String name) throws IOException {
    return war.getInputStream(war.getEntry(name)).readAllBytes();
  }

  /** By content: what is listed is what is there, and nothing is there that is not listed. */
  @Test
  void listsExactlyTheLibrariesThatAreThere() throws IOException, GeneralSecurityException {
    TreeMap<String, String> there = new TreeMap<>();
    for (ZipEntry entry : war.stream().filter(e -> e.getName().endsWith(".jar")).toList()) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(read(entry.getName()));
      there.put(HexFormat.of().formatHex(hash), entry.getName());
    }
    TreeMap<String, String> listed = new TreeMap<>();
    for (JsonNode part : bill.path("components")) {
      for (JsonNode hash : part.path("hashes")) {
        if (hash.path("alg").asText().equals("SHA-256")) {
          listed.put(hash.path("content").asText(), part.path("purl").asText());
        }
      }
    }
    assertThat(there).hasSizeGreaterThan(30);
    Set<String> missing = new HashSet<>(there.keySet());
    missing.removeAll(listed.keySet());
    assertThat(missing.stream().map(there::get)).as("not listed").isEmpty();
    Set<String> more = new HashSet<>(listed.keySet());
    more.removeAll(there.keySet());
    assertThat(more.stream().map(listed::get)).as("listed, and not there").isEmpty();
  }

  @Test
  void everyLibraryHasItsLicence() throws IOException {
    Set<String> without = new TreeSet<>();
    String text = new String(read(FOLDER + "THIRD-PARTY.txt"), StandardCharsets.UTF_8);
    for (JsonNode part : bill.path("components")) {
      String name =
          part.path("group").asText()
              + ":"
              + part.path("name").asText()
              + ":"
              + part.path("version").asText();
      if (part.path("licenses").isEmpty() || !text.contains(name)) {
        without.add(name);
      }
    }
    assertThat(without).isEmpty();
  }

  /** Two builds of one commit are one: its number is made from its content, and it has no time. */
  @Test
  void saysNothingOfTheBuildThatMadeIt() {
    assertThat(UUID.fromString(bill.path("serialNumber").asText().substring(9)).version())
        .isEqualTo(3);
    assertThat(bill.path("metadata").has("timestamp")).isFalse();
  }
}
