package io.plinth.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.plinth.platform.http.Route;
import io.plinth.platform.http.Routes;
import jakarta.ws.rs.Path;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The application's own routes, found in its classes, so that a new one is walked without anybody
 * having to think of it.
 */
public final class Walk {
  private static final List<Route> ALL =
      Routes.of(
          new ClassFileImporter()
              .importUrl(Route.class.getProtectionDomain().getCodeSource().getLocation()).stream()
                  .filter(c -> c.isAnnotatedWith(Path.class))
                  .<Class<?>>map(JavaClass::reflect)
                  .toList());

  private Walk() {}

  public static Stream<Route> all() {
    return ALL.stream();
  }

  /** All but those open to everybody. */
  public static Stream<Route> guarded() {
    return all().filter(r -> !r.open());
  }

  public static Stream<Route> reads() {
    return guarded().filter(r -> r.verb().equals("GET"));
  }

  public static Stream<Route> writes() {
    return guarded().filter(r -> !r.verb().equals("GET"));
  }

  public static Stream<Route> withIds() {
    return guarded().filter(r -> r.path().contains("{id}"));
  }

  /** Whether the route takes JSON. */
  public static boolean takesJson(Route route) {
    return route.body().isPresent() && !consumes(route, "form");
  }

  private static boolean consumes(Route route, String type) {
    return route.consumes().stream().anyMatch(c -> c.contains(type));
  }

  /**
   * Sends a request that the route can read, with nothing in it, to a path made of its template.
   */
  public static Answer send(Api api, Route route, String path) {
    return send(api, route, path, "{}");
  }

  /** The same with some JSON, or form, where the route takes one. */
  public static Answer send(Api caller, Route route, String path, Object json) {
    boolean page = route.produces().contains("text/html");
    Api api = page ? caller : caller.with("Accept", String.join(", ", route.produces()));
    if (route.verb().equals("GET")) {
      return api.get(path);
    }
    if (consumes(route, "multipart")) {
      return api.multipart(path, Map.of(), "", new byte[0]);
    }
    if (consumes(route, "urlencoded")) {
      return api.form(path, fields(json));
    }
    if (takesJson(route)) {
      return api.json(route.verb(), path, json);
    }
    return api.send(route.verb(), path, null, BodyPublishers.noBody());
  }

  /** The same as a form has it, changing the first version. */
  private static Map<String, String> fields(Object json) {
    Map<String, String> fields = new HashMap<>(Map.of("version", "0"));
    if (json instanceof Map<?, ?> map) {
      map.forEach((name, value) -> fields.put(name.toString(), value.toString()));
    }
    return fields;
  }
}
