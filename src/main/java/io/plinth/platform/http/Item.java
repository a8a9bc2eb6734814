package io.plinth.platform.http;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.paging.PageRequest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The answer of a single read: its entity tag begins with the version, and it shows only the fields
 * that were asked for.
 */
public record Item<T extends Record>(T body, long version, Set<String> fields) {
  private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\\.[^\"]*\"");

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
   * The version in {@code If-Match}, or null where there is none or it is {@code *}. A tag that is
   * none of ours matches nothing.
   */
  public static Long expectedVersion(List<String> ifMatch) {
    if (ifMatch == null || ifMatch.isEmpty() || ifMatch.contains("*")) {
      return null;
    }
    Matcher tag = TAG.matcher(ifMatch.get(0).strip());
    if (!tag.lookingAt()) {
      throw new ProblemException(
          ProblemType.STALE, "If-Match holds no entity tag of this resource. Read it again.");
    }
    return Long.valueOf(tag.group(1));
  }

  /**
   * Replaces what a patch was merged with: {@code replace} is given the client's version where it
   * named one, else the one that the patch was merged with, so that nothing written in between is
   * lost.
   */
  public static <T> T patch(List<String> ifMatch, long merged, LongFunction<T> replace) {
    Long expected = expectedVersion(ifMatch);
    try {
      return replace.apply(expected == null ? merged : expected);
    } catch (ProblemException e) {
      if (expected == null && e.type() == ProblemType.STALE) {
        throw ProblemException.conflict(
            "Somebody else has changed this in the meantime. Repeat the change.");
      }
      throw e;
    }
  }
}
