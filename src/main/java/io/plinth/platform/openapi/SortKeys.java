package io.plinth.platform.openapi;

import io.plinth.platform.paging.Listing;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The sort keys of each kind of row, read from the listings that the repositories keep in
 * constants: routes do not know them, and a second list beside them would go stale.
 */
@ApplicationScoped
public class SortKeys {
  private final Map<Class<?>, Set<String>> byRow = new HashMap<>();

  protected SortKeys() {}

  @Inject
  public SortKeys(BeanManager beans) {
    beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
        .map(Bean::getBeanClass)
        .filter(c -> c.getPackageName().startsWith("io.plinth"))
        .flatMap(c -> Arrays.stream(c.getDeclaredFields()))
        .filter(f -> f.getType() == Listing.class && Modifier.isStatic(f.getModifiers()))
        .forEach(this::add);
  }

  private void add(Field field) {
    try {
      field.setAccessible(true);
      Listing<?> listing = (Listing<?>) field.get(null);
      byRow.computeIfAbsent(listing.type(), t -> new TreeSet<>()).addAll(listing.sortNames());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empty where the rows' listing is not known. */
  public Set<String> of(Class<?> row) {
    return byRow.getOrDefault(row, Set.of());
  }
}
