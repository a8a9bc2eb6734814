package io.plinth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.plinth.platform.persistence.Transactions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule holds for the application, and catches the offender planted for it. */
class ArchitectureTest {
  private static final String PLANTED = "io.plinth.architecture.planted";
  private static final JavaClasses APPLICATION =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/io/plinth/jte/"))
          .importUrl(Transactions.class.getProtectionDomain().getCodeSource().getLocation());
  private static final JavaClasses OFFENDERS = new ClassFileImporter().importPackages(PLANTED);

  /** Name, rule, and the offender that the rule must catch. */
  static Stream<Arguments> rules() {
    return Stream.of(
        rule("platform knows no area", Rules.PLATFORM_KNOWS_NO_AREA, "KnowsAnArea"),
        rule(
            "areas meet in services and records",
            Rules.AREAS_MEET_IN_SERVICES_AND_RECORDS,
            "UsesAnEntityOfAnotherArea"),
        rule(
            "resources see no entity",
            Rules.RESOURCES_SEE_NO_ENTITY_AND_NO_DATABASE,
            "SeesTooMuchResource.entity"),
        rule(
            "resources see no repository",
            Rules.RESOURCES_SEE_NO_ENTITY_AND_NO_DATABASE,
            "SeesTooMuchResource.repository"),
        rule(
            "resources see no entity manager",
            Rules.RESOURCES_SEE_NO_ENTITY_AND_NO_DATABASE,
            "SeesTooMuchResource.em"),
        rule(
            "services know no JAX-RS",
            Rules.SERVICES_AND_BELOW_KNOW_NO_JAX_RS,
            "KnowsTheWebService.answer"),
        rule(
            "only repositories make statements",
            Rules.ONLY_REPOSITORIES_TOUCH_THE_DATABASE,
            "MakesStatements.count"),
        rule(
            "only repositories have entity managers",
            Rules.ONLY_REPOSITORIES_TOUCH_THE_DATABASE,
            "MakesStatements.em"),
        rule(
            "only repositories use JDBC",
            Rules.ONLY_REPOSITORIES_TOUCH_THE_DATABASE,
            "MakesStatements.connection"),
        rule(
            "only services are transactional",
            Rules.ONLY_SERVICES_ARE_TRANSACTIONAL,
            "TransactionalBystander"),
        rule(
            "the container's transactions are not used",
            Rules.NOBODY_USES_THE_CONTAINERS_TRANSACTIONS,
            "ContainerTransactionService"),
        rule(
            "every route is protected",
            Rules.EVERY_ROUTE_IS_PROTECTED,
            "SeesTooMuchResource.forgotten"),
        rule(
            "an open route is on the list",
            Rules.EVERY_ROUTE_IS_PROTECTED,
            "SeesTooMuchResource.unlisted"),
        rule("routes are found", Rules.ROUTES_ARE_FOUND, "StrayRoute.get"),
        rule("lists are paged", Rules.LISTS_ARE_PAGED, "KnowsTheWebService.list"),
        rule("what returns many is a list", Rules.LISTS_ARE_PAGED, "KnowsTheWebService.everything"),
        rule(
            "to-one associations say LAZY",
            Rules.NOTHING_IS_FETCHED_EAGERLY,
            "PlantedEntity.eagerByDefault"),
        rule(
            "collections are not EAGER",
            Rules.NOTHING_IS_FETCHED_EAGERLY,
            "PlantedEntity.eagerByWish"),
        rule("settings are not kept", Rules.SETTINGS_ARE_NOT_KEPT, "ReadsSettingsLate.settings"),
        rule(
            "settings are read at the start",
            Rules.SETTINGS_ARE_READ_BY_BEANS_OF_THE_APPLICATION,
            "ReadsSettingsLate"),
        rule("names say something", Rules.NO_EMPTY_NAMES, "StringUtils"),
        rule("names of managers, too", Rules.NO_EMPTY_NAMES, "StringManager"));
  }

  private static Arguments rule(String name, ArchRule rule, String offender) {
    return Arguments.of(name, rule, offender);
  }

  static Stream<ArchRule> distinctRules() {
    return rules().map(r -> (ArchRule) r.get()[1]).distinct();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("distinctRules")
  void applicationKeepsTheRule(ArchRule rule) {
    rule.check(APPLICATION);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void ruleCatchesItsOffender(String name, ArchRule rule, String offender) {
    assertThat(rule.evaluate(OFFENDERS).getFailureReport().getDetails())
        .anyMatch(d -> d.contains(offender));
  }

  @Test
  void areasFormNoCycle() {
    Rules.areasFormNoCycle("io.plinth").check(APPLICATION);
    assertThat(Rules.areasFormNoCycle(PLANTED).evaluate(OFFENDERS).hasViolation()).isTrue();
  }
}
