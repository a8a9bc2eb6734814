package io.plinth.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the bundles against each other, and against the templates and classes that use them. */
class MessagesTest {
  private static final Path BUNDLES = Path.of("src/main/resources/messages");
  private static final Pattern LITERAL = Pattern.compile("\"([a-z-]+\\.[A-Za-z0-9_.-]*)\"");
  private final Map<String, String> english = read(name -> !name.contains("_"));
  private final Map<String, String> german = read(name -> name.endsWith("_de"));

  @Test
  void saysItInTheLanguageOfTheReader() {
    assertThat(new Messages(Locale.US).t("navigation.area.administration"))
        .isEqualTo("Administration");
    assertThat(new Messages(Locale.GERMANY).t("navigation.area.administration"))
        .isEqualTo("Verwaltung");
    assertThatThrownBy(() -> new Messages(Locale.US).t("navigation.nothing"))
        .isInstanceOf(MissingResourceException.class);
  }

  @Test
  void bothLanguagesSayTheSameWithTheSameArguments() {
    assertThat(german.keySet()).isEqualTo(english.keySet());
    english.forEach(
        (key, pattern) ->
            assertThat(arguments(german.get(key))).as(key).isEqualTo(arguments(pattern)));
  }

  @Test
  void patternsAreValidAndLoseNothingToApostrophes() {
    Stream.of(english, german)
        .flatMap(bundle -> bundle.entrySet().stream())
        .forEach(
            message -> {
              assertThat(message.getValue()).as(message.getKey()).doesNotContain("'").isNotBlank();
              assertThat(new MessageFormat(message.getValue(), Locale.US)).isNotNull();
            });
  }

  @Test
  void everyMessageThatIsAskedForIsThereAndNoneIsLeftOver() throws IOException {
    Set<String> features = new HashSet<>();
    english.keySet().forEach(key -> features.add(key.substring(0, key.indexOf('.'))));
    Set<String> used =
        literals()
            .filter(l -> features.contains(l.substring(0, l.indexOf('.'))))
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> beginnings = used.stream().filter(l -> l.endsWith(".")).toList();

    assertThat(used)
        .as("asked for and not there")
        .allMatch(l -> l.endsWith(".") || english.containsKey(l));
    assertThat(english.keySet())
        .as("there and not asked for")
        .allMatch(key -> used.contains(key) || beginnings.stream().anyMatch(key::startsWith));
  }

  private static Stream<String> literals() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String root : List.of("src/main/jte", "src/main/java")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Matcher literal = LITERAL.matcher(Files.readString(file));
          while (literal.find()) {
            found.add(literal.group(1));
          }
        }
      }
    }
    return found.stream();
  }

  private static Set<String> arguments(String pattern) {
    Matcher argument = Pattern.compile("\\{(\\d+)").matcher(pattern);
    Set<String> found = new TreeSet<>();
    while (argument.find()) {
      found.add(argument.group(1));
    }
    return found;
  }

  private static Map<String, String> read(Predicate<String> which) {
    Map<String, String> messages = new TreeMap<>();
    try (Stream<Path> files = Files.list(BUNDLES)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".properties", "");
        if (which.test(name)) {
          Properties bundle = new Properties();
          try (Reader reader = Files.newBufferedReader(file)) {
            bundle.load(reader);
          }
          bundle.forEach(
              (key, value) -> messages.put(name.replace("_de", "") + "." + key, value.toString()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }
}
