package io.plinth.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of the house, each as a test can ask it. Exceptions are named here, with their why. */
final class Rules {
  /** Every one of them says in its {@code @Open} why. */
  private static final List<String> OPEN_TO_EVERYBODY =
      List.of(
          "SignInPage.form",
          "SignInPage.signIn",
          "SignInPage.signOut",
          "OidcPage.begin",
          "OidcPage.end",
          "ProblemPage.problem");

  /** Not repositories, and nearer to the database than others. */
  private static final List<String> NEAR_THE_DATABASE =
      List.of(
          "AuditQueue", // tells a refused value from a database that is away
          "AuditVerifier", // reads the audit trail by cursor, also without Plinth
          "VerifyAudit", // opens the connection of that command
          "RevenueSql", // revenue is said once, in SQL
          "Listing", // writes the statement of every list
          "DemoFirm", // opens the connection that the demonstration firm is copied through
          "Problems", // tells SQL states apart
          "Startup"); // says whether it was the database that refused

  /** Not services, and with transactions of their own. */
  private static final List<String> TRANSACTIONAL =
      List.of(
          "Authentication",
          "Bootstrap",
          "Jobs",
          "ClientOverview", // one transaction over several services
          "TransactionalInterceptor");

  /** Bounded by what they are: choices of a filter, the first rows of a page without a count. */
  private static final List<String> BOUNDED_LISTS =
      List.of(
          "AuditService.listPeople",
          "DashboardService.listChoices",
          "ClientService.listChoices",
          "ClientService.listOwners",
          "ClientService.listStageChanges",
          "ServiceService.listFirst",
          "TimesheetService.listFirst");

  private static final Set<String> STATEMENTS = Set.of("em", "sql", "copy");

  private static final DescribedPredicate<JavaClass> DATABASE =
      resideInAnyPackage("java.sql", "javax.sql", "org.hibernate", "org.hibernate.query..")
          .or(assignableTo(EntityManager.class))
          .or(assignableTo(EntityManagerFactory.class))
          .as("EntityManager and JDBC");

  static final ArchRule PLATFORM_KNOWS_NO_AREA =
      noClasses()
          .that()
          .resideInAPackage("..platform..")
          .should()
          .dependOnClassesThat(
              describe("belong to an area", c -> Is.area(c).isPresent() && inPlinth(c)));

  static final ArchRule AREAS_MEET_IN_SERVICES_AND_RECORDS =
      classes()
          .that(describe("belong to an area", c -> Is.area(c).isPresent()))
          .should(Must.useOtherAreasByTheirServicesAndRecords());

  static final ArchRule RESOURCES_SEE_NO_ENTITY_AND_NO_DATABASE =
      noClasses()
          .that(Is.RESOURCE)
          .should()
          .dependOnClassesThat(
              Is.ENTITY.or(Is.REPOSITORY).or(DATABASE).or(assignableTo(Transactions.class)));

  static final ArchRule SERVICES_AND_BELOW_KNOW_NO_JAX_RS =
      noClasses()
          .that(Is.SERVICE.or(Is.REPOSITORY).or(Is.ENTITY))
          .should()
          .dependOnClassesThat(resideInAnyPackage("jakarta.ws.rs..", "org.glassfish.jersey.."));

  static final ArchRule ONLY_REPOSITORIES_TOUCH_THE_DATABASE =
      noClasses()
          .that(
              not(Is.REPOSITORY)
                  .and(not(resideInAPackage("..platform.persistence..")))
                  .and(not(Is.in(NEAR_THE_DATABASE))))
          .should()
          .dependOnClassesThat(DATABASE)
          .orShould()
          .accessTargetWhere(describe("makes a statement", Rules::makesAStatement));

  static final ArchRule ONLY_SERVICES_ARE_TRANSACTIONAL =
      classes()
          .that(describe("are transactional", Rules::isTransactional))
          .should(ArchCondition.from(Is.SERVICE.or(Is.in(TRANSACTIONAL))));

  static final ArchRule NOBODY_USES_THE_CONTAINERS_TRANSACTIONS =
      noClasses().should().dependOnClassesThat(resideInAPackage("jakarta.transaction.."));

  static final ArchRule EVERY_ROUTE_IS_PROTECTED =
      methods().that(Is.ROUTE).should(Must.declareAPermissionOrBeOpenAmong(OPEN_TO_EVERYBODY));

  static final ArchRule ROUTES_ARE_FOUND =
      methods().that(Is.ROUTE).should().beDeclaredInClassesThat(Is.RESOURCE);

  static final ArchRule LISTS_ARE_PAGED =
      methods().that(describe("list", Rules::isList)).should(Must.takeAPageRequestAndReturnAPage());

  static final ArchRule NOTHING_IS_FETCHED_EAGERLY =
      fields().that().areDeclaredInClassesThat(Is.ENTITY).should(Must.fetchLazily());

  /** Or else a wrong value would be told when somebody first needs it, and not at the start. */
  static final ArchRule SETTINGS_ARE_NOT_KEPT =
      noFields()
          .that()
          .areDeclaredInClassesThat(not(Is.in(List.of("Startup"))))
          .should()
          .haveRawType(Settings.class);

  /** See SettingsCheck, which makes them at the start. */
  static final ArchRule SETTINGS_ARE_READ_BY_BEANS_OF_THE_APPLICATION =
      constructors()
          .that()
          .areAnnotatedWith(Inject.class)
          .and(describe("take settings", Rules::takesSettings))
          .should()
          .beDeclaredInClassesThat()
          .areAnnotatedWith(ApplicationScoped.class);

  static final ArchRule NO_EMPTY_NAMES =
      noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager)(\\$.*)?");

  private Rules() {}

  /** For the packages right below {@code root}. */
  static ArchRule areasFormNoCycle(String root) {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  private static boolean inPlinth(JavaClass type) {
    return type.getPackageName().startsWith("io.plinth.");
  }

  private static boolean takesSettings(JavaConstructor constructor) {
    return constructor.getRawParameterTypes().stream()
        .anyMatch(t -> t.isEquivalentTo(Settings.class));
  }

  private static boolean makesAStatement(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    return target.getOwner().isEquivalentTo(Transactions.class)
        && STATEMENTS.contains(target.getName());
  }

  private static boolean isTransactional(JavaClass type) {
    return type.isAnnotatedWith(Transactional.class)
        || type.getMethods().stream().anyMatch(m -> m.isAnnotatedWith(Transactional.class));
  }

  /** Public, of a service or resource, and named a list or returning many of something. */
  private static boolean isList(JavaMethod method) {
    boolean offered =
        method.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC)
            && !method.getOwner().isRecord()
            && (Is.SERVICE.test(method.getOwner()) || Is.RESOURCE.test(method.getOwner()));
    boolean many =
        Stream.of(Collection.class, Map.class, Stream.class)
            .anyMatch(method.getRawReturnType()::isAssignableTo);
    boolean fieldNames = method.getName().endsWith("Fields");
    boolean page = method.getRawReturnType().getSimpleName().equals("View");
    return offered
        && !page
        && !fieldNames
        && (many || method.getName().startsWith("list"))
        && !BOUNDED_LISTS.contains(Must.name(method));
  }
}
