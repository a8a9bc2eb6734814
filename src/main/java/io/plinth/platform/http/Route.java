package io.plinth.platform.http;

import io.plinth.platform.paging.Page;
import io.plinth.platform.security.Open;
import io.plinth.platform.security.Requires;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * What a resource or page method declares.
 *
 * @param verb the HTTP method; null for what the container answers by itself, such as OPTIONS
 * @param path the template, from the root: {@code /api/v1/users/{id}}
 * @param method the Java method
 * @param permission what it needs, or null where it is open to everybody
 * @param open whether it is declared open
 * @param parameters the legal query parameters
 * @param queries the records they are read into
 */
public record Route(
    String verb,
    String path,
    Method method,
    String permission,
    boolean open,
    Set<String> parameters,
    List<Class<?>> queries) {
  private static final Set<Class<?>> SHOWING = Set.of(Page.class, CsvExport.class, Item.class);
  private static final Map<Method, Route> ROUTES = new ConcurrentHashMap<>();

  public static Route of(Method method) {
    return ROUTES.computeIfAbsent(method, Route::read);
  }

  /** Whether it belongs to the REST interface, and not to the pages. */
  public boolean isApi() {
    return path.startsWith("/api/v1/");
  }

  /** Whether a path is one of this route's; one that is written in another way is not. */
  boolean matches(String sent) {
    String[] names = path.split("/", -1);
    String[] parts = sent.split("/", names.length + 1);
    return parts.length == names.length
        && IntStream.range(0, names.length)
            .allMatch(i -> names[i].startsWith("{") || names[i].equals(parts[i]));
  }

  /** Whether query parameters it does not know are none of its business. */
  boolean takesAnyQuery() {
    return open && method.getAnnotation(Open.class).anyQuery();
  }

  /** The type that the body is read into, where there is one. */
  public Optional<Type> body() {
    return Arrays.stream(method.getParameters())
        .filter(Route::isEntity)
        .map(Parameter::getParameterizedType)
        .findFirst();
  }

  /** What it shows rows of, where it answers a list, an export of one, or a single read. */
  Optional<Class<?>> row() {
    return method.getGenericReturnType() instanceof ParameterizedType type
            && SHOWING.contains(type.getRawType())
            && type.getActualTypeArguments()[0] instanceof Class<?> row
        ? Optional.of(row)
        : Optional.empty();
  }

  /** The media types that the method, or else its class, produces. */
  public List<String> produces() {
    Produces own = method.getAnnotation(Produces.class);
    Produces inherited = method.getDeclaringClass().getAnnotation(Produces.class);
    Produces produces = own == null ? inherited : own;
    return produces == null ? List.of("application/json") : split(produces.value());
  }

  /** The media types that the method, or else its class, consumes; empty where none is named. */
  public List<String> consumes() {
    Consumes own = method.getAnnotation(Consumes.class);
    Consumes inherited = method.getDeclaringClass().getAnnotation(Consumes.class);
    Consumes consumes = own == null ? inherited : own;
    return consumes == null ? List.of() : split(consumes.value());
  }

  private static List<String> split(String[] types) {
    return Arrays.stream(types)
        .flatMap(t -> Arrays.stream(t.split(",", -1)))
        .map(t -> t.split(";", -1)[0].strip())
        .toList();
  }

  private static boolean isEntity(Parameter parameter) {
    return !parameter.isAnnotationPresent(Query.class)
        && !parameter.isAnnotationPresent(Context.class)
        && Arrays.stream(parameter.getAnnotations())
            .noneMatch(a -> a.annotationType().getName().contains("ws.rs"))
        && Arrays.stream(parameter.getAnnotations())
            .noneMatch(a -> a.annotationType().getName().startsWith("org.glassfish.jersey"));
  }

  private static Route read(Method method) {
    Requires requires = method.getAnnotation(Requires.class);
    Set<String> names = new TreeSet<>();
    List<Class<?>> queries = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      if (parameter.isAnnotationPresent(Query.class)) {
        queries.add(parameter.getType());
        Arrays.stream(parameter.getType().getRecordComponents())
            .forEach(c -> names.add(c.getName()));
      }
      for (Annotation annotation : parameter.getAnnotations()) {
        if (annotation instanceof QueryParam query) {
          names.add(query.value());
        }
      }
    }
    return new Route(
        verb(method),
        path(method),
        method,
        requires == null ? null : requires.value(),
        method.isAnnotationPresent(Open.class),
        names,
        queries);
  }

  private static String verb(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(a -> a.annotationType().getAnnotation(HttpMethod.class))
        .filter(m -> m != null)
        .map(HttpMethod::value)
        .findFirst()
        .orElse(null);
  }

  private static String path(Method method) {
    Path base = method.getDeclaringClass().getAnnotation(Path.class);
    Path own = method.getAnnotation(Path.class);
    String joined = (base == null ? "" : base.value()) + "/" + (own == null ? "" : own.value());
    String plain = joined.replaceAll("\\{\\s*(\\w+)\\s*:[^/]*}", "{$1}").replaceAll("/{2,}", "/");
    return "/" + plain.replaceAll("^/|/$", "");
  }
}
