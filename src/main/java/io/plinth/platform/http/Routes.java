package io.plinth.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Every route of the application: resources and pages, found among the beans. What must hold for
 * each of them, a permission or a place in the API's document, is read from here and never listed
 * by hand.
 */
@ApplicationScoped
public class Routes {
  private static final Comparator<Route> BY_PATH =
      Comparator.comparing(Route::path)
          .thenComparing(r -> "GET POST PUT PATCH DELETE".indexOf(r.verb()))
          .thenComparing(r -> r.method().getName());
  private List<Route> all;
  private List<Route> uploads;

  protected Routes() {}

  @Inject
  public Routes(BeanManager beans) {
    all =
        of(
            beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(Bean::getBeanClass)
                .filter(c -> c.isAnnotationPresent(Path.class))
                .distinct()
                .toList());
    uploads =
        all.stream().filter(r -> r.consumes().contains(MediaType.MULTIPART_FORM_DATA)).toList();
  }

  /** The route that takes an upload at a path, as it was sent. */
  public Optional<Route> upload(String path) {
    return uploads.stream().filter(r -> r.matches(path)).findFirst();
  }

  /** By path, then in the order reading, adding, changing, deleting. */
  public List<Route> all() {
    return all;
  }

  /** Those of the REST interface. */
  public List<Route> api() {
    return all.stream().filter(Route::isApi).toList();
  }

  /** The routes of some resource classes. */
  public static List<Route> of(Collection<? extends Class<?>> resources) {
    return resources.stream()
        .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
        .filter(m -> !m.isSynthetic())
        .map(Route::of)
        .filter(r -> r.verb() != null)
        .sorted(BY_PATH)
        .toList();
  }
}
