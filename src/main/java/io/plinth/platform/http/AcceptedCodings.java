package io.plinth.platform.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client takes a body in, by RFC 9110: how much it likes each coding, which {@code *} says
 * of all it does not name. What makes no sense in the header is as if it were not there.
 */
public final class AcceptedCodings {
  private static final String IDENTITY = "identity";
  private static final Pattern CODING =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9a-z-]++)"
              + "(?:\\s*+;\\s*+q\\s*+=\\s*+(0(?:\\.\\d{0,3}+)?+|1(?:\\.0{0,3}+)?+))?+");
  private final Map<String, Double> liked = new HashMap<>();

  private AcceptedCodings() {}

  /** Reads the header; null: nothing but the plain form is wanted. */
  public static AcceptedCodings of(String header) {
    AcceptedCodings accepted = new AcceptedCodings();
    for (String part : (header == null ? "" : header).toLowerCase(Locale.ROOT).split(",", -1)) {
      Matcher match = CODING.matcher(part.strip());
      if (match.matches()) {
        String name = match.group(1).equals("x-gzip") ? Gzip.NAME : match.group(1);
        double q = match.group(2) == null ? 1 : Double.parseDouble(match.group(2));
        accepted.liked.merge(name, q, Math::max);
      }
    }
    return accepted;
  }

  /** The coding it likes best, the first of {@code there} among equals; empty: the plain form. */
  public Optional<String> best(List<String> there) {
    String best = null;
    double most = liked.getOrDefault(IDENTITY, 0.0);
    for (String coding : there) {
      double q = liked.getOrDefault(coding, liked.getOrDefault("*", 0.0));
      if (q > 0 && (best == null ? q >= most : q > most)) {
        best = coding;
        most = q;
      }
    }
    return Optional.ofNullable(best);
  }
}
