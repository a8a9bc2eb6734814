package io.plinth.platform.web;

import io.plinth.platform.http.RequestContext;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The words of pages in the language of who reads them.
 *
 * <p>They stand in {@code messages/<feature>.properties} in English and in {@code
 * messages/<feature>_de.properties} in German; {@code invoices.title} is {@code title} of {@code
 * invoices}. Values are {@link MessageFormat} patterns, also those without arguments: numbers among
 * the arguments are written as the language does ({@code {0,choice,0#no clients|1#one client|1<{0}
 * clients}}), apostrophes are typographic. Nothing is put together from parts.
 */
public record Messages(Locale locale) {
  /** What pages can be read in; the first where a person and their browser ask for none of them. */
  public static final List<Locale> LANGUAGES = List.of(Locale.US, Locale.GERMANY);

  private static final Control NO_FALLBACK =
      Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);
  private static final Map<Locale, Map<String, String>> PATTERNS = new ConcurrentHashMap<>();

  /** Those of the request on this thread. */
  public static Messages current() {
    RequestContext request = RequestContext.current();
    return new Messages(request == null ? LANGUAGES.get(0) : request.locale());
  }

  /**
   * @param arguments numbers are grouped as the language does: give ids and years as text
   * @throws MissingResourceException where there is no such message: a test reads all templates
   */
  public String t(String key, Object... arguments) {
    String pattern = pattern(key);
    boolean plain = arguments.length == 0 && pattern.indexOf('{') < 0;
    return plain ? pattern : new MessageFormat(pattern, locale).format(arguments);
  }

  private String pattern(String key) {
    return PATTERNS
        .computeIfAbsent(locale, l -> new ConcurrentHashMap<>())
        .computeIfAbsent(key, this::read);
  }

  private String read(String key) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      throw new MissingResourceException("A message is <feature>.<name>", "messages", key);
    }
    return ResourceBundle.getBundle(
            "messages." + key.substring(0, dot),
            locale,
            Messages.class.getClassLoader(),
            NO_FALLBACK)
        .getString(key.substring(dot + 1));
  }
}
