package io.plinth.architecture;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.security.Open;
import io.plinth.platform.security.Requires;
import jakarta.persistence.FetchType;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Conditions that ArchUnit has no words for. */
final class Must {
  private Must() {}

  private static <T> ArchCondition<T> condition(String text, BiConsumer<T, ConditionEvents> check) {
    return new ArchCondition<>(text) {
      @Override
      public void check(T item, ConditionEvents events) {
        check.accept(item, events);
      }
    };
  }

  /** Of other areas, only what they offer: services, records, enumerations. */
  static ArchCondition<JavaClass> useOtherAreasByTheirServicesAndRecords() {
    return condition(
        "use other areas by their services, output records and events only",
        (type, events) -> {
          for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            JavaClass target = dependency.getTargetClass();
            Optional<String> area = Is.area(target);
            boolean foreign = area.isPresent() && !area.equals(Is.area(type));
            boolean offered = Is.SERVICE.test(target) || target.isRecord() || target.isEnum();
            if (foreign && !offered) {
              events.add(violated(type, dependency.getDescription()));
            }
          }
        });
  }

  /** {@code open}: the methods, as {@code Class.method}, that may be open to everybody. */
  static ArchCondition<JavaMethod> declareAPermissionOrBeOpenAmong(List<String> open) {
    return condition(
        "declare a permission, or be one of the open ones " + open,
        (method, events) -> {
          boolean required = method.isAnnotatedWith(Requires.class);
          boolean isOpen = method.isAnnotatedWith(Open.class);
          boolean listed = open.contains(name(method));
          if (required == isOpen || (isOpen && !listed)) {
            events.add(violated(method, method.getFullName() + " is not protected as it must be"));
          }
        });
  }

  static ArchCondition<JavaMethod> takeAPageRequestAndReturnAPage() {
    return condition(
        "take a PageRequest and return a Page",
        (method, events) -> {
          boolean takes =
              method.getRawParameterTypes().stream()
                  .anyMatch(p -> p.isEquivalentTo(PageRequest.class));
          if (!takes || !method.getRawReturnType().isEquivalentTo(Page.class)) {
            events.add(violated(method, method.getFullName() + " lists without a limit"));
          }
        });
  }

  static ArchCondition<JavaField> fetchLazily() {
    return condition(
        "fetch lazily",
        (field, events) ->
            field.getAnnotations().stream()
                .flatMap(a -> Is.fetch(a).stream())
                .filter(FetchType.EAGER::equals)
                .forEach(f -> events.add(violated(field, field.getFullName() + " is EAGER"))));
  }

  static String name(JavaMethod method) {
    return method.getOwner().getSimpleName() + "." + method.getName();
  }
}
