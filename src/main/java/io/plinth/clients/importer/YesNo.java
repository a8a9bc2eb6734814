package io.plinth.clients.importer;

import java.util.Locale;
import java.util.Set;

/** The words for billable and not billable, in the languages exports are localised to. */
final class YesNo {

  private static final Set<String> YES =
      Set.of(
          "yes",
          "y",
          "true",
          "t",
          "1",
          "x",
          "on",
          "billable",
          "ja",
          "j",
          "wahr",
          "abrechenbar",
          "oui",
          "o",
          "vrai",
          "facturable",
          "sí",
          "si",
          "sì",
          "verdadero",
          "vero",
          "sim",
          "verdadeiro",
          "tak",
          "да",
          "так",
          "kyllä",
          "igen",
          "ano",
          "áno",
          "da",
          "evet",
          "はい",
          "是",
          "예",
          "jah",
          "jā",
          "taip",
          "ναι");
  private static final Set<String> NO =
      Set.of(
          "no",
          "n",
          "false",
          "f",
          "0",
          "off",
          "non-billable",
          "not billable",
          "nonbillable",
          "nein",
          "falsch",
          "nicht abrechenbar",
          "non",
          "faux",
          "non facturable",
          "falso",
          "não",
          "nao",
          "nie",
          "нет",
          "ні",
          "nej",
          "nei",
          "nee",
          "ei",
          "nem",
          "ne",
          "nu",
          "hayır",
          "いいえ",
          "否",
          "아니요",
          "nē",
          "όχι");

  private YesNo() {}

  /** Reads a trimmed value; null when it is no known word. */
  static Boolean read(String value) {
    String word = value.toLowerCase(Locale.ROOT);
    if (YES.contains(word)) {
      return Boolean.TRUE;
    }
    return NO.contains(word) ? Boolean.FALSE : null;
  }
}
