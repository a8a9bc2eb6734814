package io.plinth.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the architecture's words mean in bytecode. A nested class belongs to what encloses it. */
final class Is {
  static final List<String> AREAS =
      List.of("clients", "workforce", "testing", "delivery", "devices");

  /** Resources and pages. */
  static final DescribedPredicate<JavaClass> RESOURCE =
      describe("resources and pages", c -> outer(c).isAnnotatedWith(Path.class));

  static final DescribedPredicate<JavaClass> ENTITY =
      describe("entities", c -> c.isAnnotatedWith(Entity.class));

  static final DescribedPredicate<JavaClass> SERVICE =
      describe("services", c -> outer(c).getSimpleName().endsWith("Service") && !ENTITY.test(c));

  static final DescribedPredicate<JavaClass> REPOSITORY =
      describe("repositories", c -> outer(c).getSimpleName().endsWith("Repository"));

  static final DescribedPredicate<JavaMethod> ROUTE =
      describe(
          "that answer requests",
          m ->
              m.getAnnotations().stream()
                  .anyMatch(a -> a.getRawType().isMetaAnnotatedWith(HttpMethod.class)));

  private static final Set<Class<?>> ASSOCIATIONS =
      Set.of(
          ManyToOne.class,
          OneToOne.class,
          OneToMany.class,
          ManyToMany.class,
          ElementCollection.class);

  private Is() {}

  static JavaClass outer(JavaClass type) {
    JavaClass outer = type.isArray() ? type.getBaseComponentType() : type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }

  static DescribedPredicate<JavaClass> in(List<String> names, String... suffixes) {
    return describe(
        "one of " + names,
        c ->
            names.contains(outer(c).getSimpleName())
                || List.of(suffixes).stream().anyMatch(outer(c).getSimpleName()::endsWith));
  }

  /** The area of a class, if it is in one. */
  static Optional<String> area(JavaClass type) {
    List<String> packages = List.of(type.getPackageName().split("\\."));
    return AREAS.stream().filter(packages::contains).findFirst();
  }

  /** When an association's rows are fetched; empty where the annotation is none. */
  static Optional<FetchType> fetch(JavaAnnotation<?> annotation) {
    boolean association =
        ASSOCIATIONS.stream().anyMatch(a -> annotation.getRawType().isEquivalentTo(a));
    return association
        ? annotation
            .get("fetch")
            .map(v -> ((com.tngtech.archunit.core.domain.JavaEnumConstant) v).name())
            .map(FetchType::valueOf)
        : Optional.empty();
  }
}
