package io.plinth.platform.http;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.paging.PageRequest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The answer of a single read: its entity tag begins with the version, and it shows only the fields
 * that were asked for.
 */
public record Item<T extends Record>(T body, long version, Set<String> fields) {
  private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\\.[^\"]*\"");

  /** Each is tried in a transaction of its own. */
  private static final int MOST_VERSIONS = 10;

  public static <T extends Record> Item<T> of(T body, long version) {
    return new Item<>(body, version, null);
  }

  /**
   * {@code fields} as in the query; they and what is shown by default are among {@code visible}.
   */
  public static <T extends Record> Item<T> of(
      T body, long version, String fields, Set<String> visible) {
    return new Item<>(body, version, PageRequest.fieldSet(fields, visible));
  }

  /** As above, where everything is visible. */
  public static <T extends Record> Item<T> of(T body, long version, String fields) {
    return fields == null ? of(body, version) : of(body, version, fields, names(body));
  }

  private static Set<String> names(Record body) {
    Set<String> names = new LinkedHashSet<>();
    Arrays.stream(body.getClass().getRecordComponents()).forEach(c -> names.add(c.getName()));
    return names;
  }

  /**
   * Makes a change for the version that {@code If-Match} names: null where there is none or it is
   * {@code *}. Of several versions, each is tried until one is not stale. A tag that is weak or
   * none of ours matches nothing.
   */
  public static <T> T ifMatch(List<String> ifMatch, Function<Long, T> change) {
    String header = ifMatch == null ? "" : String.join(",", ifMatch).strip();
    if (header.isEmpty() || header.equals("*")) {
      return change.apply(null);
    }
    ProblemException stale =
        new ProblemException(
            ProblemType.STALE, "If-Match holds no entity tag of this resource. Read it again.");
    for (Long version : versions(header)) {
      try {
        return change.apply(version);
      } catch (ProblemException e) {
        if (e.type() != ProblemType.STALE) {
          throw e;
        }
        stale = e;
      }
    }
    throw stale;
  }

  /** The same where nothing is answered. */
  public static void deleteIfMatch(List<String> ifMatch, Consumer<Long> delete) {
    ifMatch(
        ifMatch,
        version -> {
          delete.accept(version);
          return null;
        });
  }

  private static Set<Long> versions(String header) {
    Set<Long> versions = new LinkedHashSet<>();
    for (String tag : header.split(",", -1)) {
      Matcher ours = TAG.matcher(tag.strip());
      if (ours.matches()) {
        versions.add(Long.valueOf(ours.group(1)));
      }
    }
    if (versions.size() > MOST_VERSIONS) {
      throw ProblemException.invalidParameter(
          "If-Match", "If-Match names at most " + MOST_VERSIONS + " versions.");
    }
    return versions;
  }

  /**
   * Replaces what a patch was merged with: {@code replace} is given the client's version where it
   * named one, else the one that the patch was merged with, so that nothing written in between is
   * lost.
   */
  public static <T> T patch(List<String> ifMatch, long merged, LongFunction<T> replace) {
    return ifMatch(
        ifMatch,
        expected -> expected == null ? replaceMerged(merged, replace) : replace.apply(expected));
  }

  private static <T> T replaceMerged(long merged, LongFunction<T> replace) {
    try {
      return replace.apply(merged);
    } catch (ProblemException e) {
      if (e.type() == ProblemType.STALE) {
        throw ProblemException.conflict(
            "Somebody else has changed this in the meantime. Repeat the change.");
      }
      throw e;
    }
  }
}
