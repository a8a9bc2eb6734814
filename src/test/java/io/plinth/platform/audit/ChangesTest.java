package io.plinth.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.plinth.platform.http.Route;
import jakarta.persistence.Entity;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesTest {
  record Boat(String name, BigDecimal length, LocalDate launched, List<String> crew) {}

  private static Map<String, Object> fields(Object... pairs) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put((String) pairs[i], pairs[i + 1]);
    }
    return fields;
  }

  @Test
  void tellsOnlyWhatChanged() {
    LocalDate day = LocalDate.of(2026, 1, 2);
    Changes changes =
        Changes.between(
            new Boat("Ada", new BigDecimal("12.50"), day, List.of("a")),
            new Boat("Bea", new BigDecimal("12.50"), null, List.of("a")));
    assertThat(changes.before()).hasToString("{\"name\":\"Ada\",\"launched\":\"2026-01-02\"}");
    assertThat(changes.after()).hasToString("{\"name\":\"Bea\",\"launched\":null}");
  }

  @Test
  void tellsAllThatIsNotNullOfWhatIsNewOrGone() {
    Boat boat = new Boat("Ada", new BigDecimal("12.50"), null, List.of("a", "b"));
    String all = "{\"name\":\"Ada\",\"length\":12.50,\"crew\":[\"a\",\"b\"]}";
    assertThat(Changes.between(null, boat).after()).hasToString(all);
    assertThat(Changes.between(null, boat).before()).isNull();
    assertThat(Changes.between(boat, null).before()).hasToString(all);
    assertThat(Changes.between(boat, null).after()).isNull();
  }

  @Test
  void nothingChangedIsEmpty() {
    Boat boat = new Boat("Ada", BigDecimal.ONE, null, null);
    assertThat(Changes.between(boat, boat).isEmpty()).isTrue();
    assertThat(Changes.between(fields("a", null), fields("b", 1)).isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "passwordHash",
        "newPassword",
        "keyHash",
        "key",
        "apiKey",
        "clientSecret",
        "accessToken",
        "csrfToken",
        "privateKey",
        "credentials",
        "passphrase"
      })
  void tellsThatASecretChangedAndNeverTheSecret(String name) {
    Changes changes = Changes.between(fields(name, "hush-1", "other", 1), fields(name, "hush-2"));
    assertThat(changes.before().toString() + changes.after())
        .contains("\"" + name + "\":\"***\"", "other")
        .doesNotContain("hush");
    assertThat(Changes.between(null, fields(name, "hush")).after())
        .hasToString("{\"" + name + "\":\"***\"}");
  }

  @Test
  void secretsAreFoundAtAnyDepth() {
    Changes changes =
        Changes.between(
            null,
            fields(
                "connection", Map.of("password", "hush", "user", "ada"),
                "tokens", List.of("hush", "hush")));
    assertThat(changes.after().toString()).contains("ada").doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"keyId", "legalName", "prefix", "hourlyRate", "permissions", "monkeys", "status"})
  void whatIsNoSecretIsTold(String name) {
    assertThat(Changes.isSecret(name)).isFalse();
  }

  /** Said once more, so that a secret with an innocent name is noticed where it is added. */
  @Test
  void secretsOfEntitiesAreTheseAndNoOthers() {
    Set<String> secrets = new TreeSet<>();
    new ClassFileImporter()
        .importUrl(Route.class.getProtectionDomain().getCodeSource().getLocation()).stream()
            .filter(c -> c.isAnnotatedWith(Entity.class))
            .flatMap(c -> Arrays.stream(c.reflect().getDeclaredFields()))
            .filter(f -> Changes.isSecret(f.getName()) || f.getType() == byte[].class)
            .map(Field::toString)
            .map(f -> f.substring(f.lastIndexOf('.') + 1))
            .forEach(secrets::add);
    assertThat(secrets).containsExactly("keyHash", "mustChangePassword", "passwordHash");
  }

  @Test
  void textIsMadeStorable() {
    assertThat(Changes.storable("a\0b", 10)).isEqualTo("a\uFFFDb");
    assertThat(Changes.storable("a\uD83D", 10)).isEqualTo("a\uFFFD");
    assertThat(Changes.storable("\uD83D\uDE00", 10)).isEqualTo("\uD83D\uDE00");
    assertThat(Changes.storable("x".repeat(11), 10)).hasSize(10).endsWith("…");
    assertThat(Changes.storable("x".repeat(9) + "\uD83D\uDE00", 10)).doesNotContain("\uD83D");
    assertThat(Changes.storable(null, 10)).isNull();
  }
}
