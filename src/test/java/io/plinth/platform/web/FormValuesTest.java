package io.plinth.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormValuesTest {
  private record Input(String name, BigDecimal fee, LocalDate day, Boolean active) {}

  private static final Map<String, String> LABELS = new LinkedHashMap<>();

  static {
    LABELS.put("name", "Legal name");
    LABELS.put("fee", "Fee");
    LABELS.put("day", "First day");
    LABELS.put("active", "Active");
  }

  private static MultivaluedMap<String, String> form(String... pairs) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      form.add(pairs[i], pairs[i + 1]);
    }
    return form;
  }

  @Test
  void keepsWhatWasTypedAndOnlyThat() {
    MultivaluedMap<String, String> form =
        form("csrf", "x", "name", " <b>", "fee", "1,0", "active", "false", "active", "true");
    assertThat(FormValues.typed(form, LABELS.keySet()).byField())
        .containsEntry("name", " <b>")
        .containsEntry("fee", "1,0")
        .containsEntry("active", "true")
        .containsEntry("day", null)
        .doesNotContainKey("csrf");
  }

  @Test
  void writesWhatIsStoredAsItWouldBeTyped() {
    Input input = new Input("A", new BigDecimal("1E+3"), LocalDate.of(2026, 1, 2), null);
    assertThat(FormValues.stored(input).byField())
        .containsExactly(
            Map.entry("name", "A"),
            Map.entry("fee", "1000"),
            Map.entry("day", "2026-01-02"),
            new java.util.AbstractMap.SimpleEntry<>("active", null));
  }

  @Test
  void setsWhatIsSavedBesideWhatIsTypedWhereTheyDiffer() {
    FormValues typed =
        FormValues.typed(form("name", "Mine", "fee", "5.0", "day", ""), LABELS.keySet());
    FormValues stored = FormValues.stored(new Input("Theirs", new BigDecimal("5.00"), null, true));
    FormErrors errors = typed.conflict(stored, LABELS, (field, value) -> value.toUpperCase());
    assertThat(errors.byField()).containsOnlyKeys("", "name", "active");
    assertThat(errors.of("name")).isEqualTo("Legal name is now saved as “THEIRS”.");
  }

  @Test
  void saysWhereNothingIsSaved() {
    FormValues typed = FormValues.typed(form("day", "2026-01-02"), List.of("day"));
    FormValues stored = FormValues.stored(new Input(null, null, null, null));
    assertThat(typed.conflict(stored, LABELS, (field, value) -> value).of("day"))
        .isEqualTo("First day is now empty.");
  }

  @Test
  void needsTheVersionThatAFormWasFilledFrom() {
    assertThat(FormValues.version(form("version", "3"))).isEqualTo(3);
    assertThatThrownBy(() -> FormValues.version(form())).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> FormValues.version(form("version", "x")))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void namesFieldsAsPeopleSeeThemInTheOrderOfTheForm() {
    ProblemException problem =
        ProblemException.invalid(
            List.of(
                FieldError.field("day", "day must not be before name."),
                FieldError.field("name", "name must not be blank."),
                FieldError.field("name", "name is odd."),
                FieldError.field("clientId", "There is no client.")));
    assertThat(FormErrors.of(problem, LABELS).byField())
        .containsExactly(
            Map.entry("", "There is no client."),
            Map.entry("name", "Legal name must not be blank."),
            Map.entry("day", "First day must not be before legal name."));
  }

  @Test
  void tellsAProblemWithoutFieldsForTheFormAsAWhole() {
    ProblemException problem = new ProblemException(ProblemType.CONFLICT, "Such a client exists.");
    assertThat(FormErrors.of(problem, LABELS).byField())
        .containsExactly(Map.entry("", "Such a client exists."));
  }
}
