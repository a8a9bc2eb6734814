package io.plinth.platform.paging;

import io.plinth.platform.error.FieldError;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The lists of each kind of row, read from the constants that the repositories keep them in: routes
 * do not know them, and a second list beside them would go stale.
 */
@ApplicationScoped
public class Listings {
  private final Map<Class<?>, List<Listing<?>>> byRow = new HashMap<>();

  protected Listings() {}

  @Inject
  public Listings(BeanManager beans) {
    this(
        beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
            .map(Bean::getBeanClass)
            .filter(c -> c.getPackageName().startsWith("io.plinth"))
            .flatMap(c -> Arrays.stream(c.getDeclaredFields()))
            .filter(f -> f.getType() == Listing.class && Modifier.isStatic(f.getModifiers()))
            .map(Listings::constant)
            .toList());
  }

  Listings(List<? extends Listing<?>> all) {
    all.forEach(l -> byRow.computeIfAbsent(l.type(), t -> new ArrayList<>()).add(l));
  }

  private static Listing<?> constant(Field field) {
    try {
      field.setAccessible(true);
      return (Listing<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Those of anybody; empty where the rows' listing is not known. */
  public Set<String> sortKeys(Class<?> row) {
    return names(row, permission -> true, Listing::sortNames);
  }

  /**
   * What is wrong with the order and the fields of a list; both may be null.
   *
   * @param can the permissions of who asks, who is told of nothing that they may not see
   */
  public List<FieldError> errors(Class<?> row, String sort, String fields, Predicate<String> can) {
    List<FieldError> errors = new ArrayList<>();
    if (byRow.containsKey(row)) {
      errors.addAll(PageRequest.sortErrors(sort, names(row, can, Listing::sortNames)));
      errors.addAll(PageRequest.fieldErrors(fields, names(row, can, Listing::fieldNames)));
    }
    return errors;
  }

  /** The same for a single read, which may show more than lists do. */
  public List<FieldError> errors(Class<?> row, String fields, Predicate<String> can) {
    Set<String> hidden = names(row, permission -> true, Listing::fieldNames);
    hidden.removeAll(names(row, can, Listing::fieldNames));
    Set<String> shown =
        Arrays.stream(row.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(name -> !hidden.contains(name))
            .collect(Collectors.toSet());
    return PageRequest.fieldErrors(fields, shown);
  }

  private Set<String> names(
      Class<?> row, Predicate<String> can, Function<Listing<?>, Set<String>> names) {
    Set<String> all = new TreeSet<>();
    for (Listing<?> listing : byRow.getOrDefault(row, List.of())) {
      if (listing.permission() == null || can.test(listing.permission())) {
        all.addAll(names.apply(listing));
      }
    }
    return all;
  }
}
