package io.plinth.platform.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;

/** A node's clock may be wrong, and be set while it runs: nothing of the jobs looks at it. */
class ClocksTest {
  private static final ArchRule NOBODY_ASKS_THE_TIME =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callConstructor(Date.class);

  private static final class Asks {
    Instant now() {
      return Instant.now();
    }
  }

  @Test
  void leasesAndRetriesAreTimedByTheDatabaseAlone() {
    JavaClasses jobs =
        new ClassFileImporter()
            .importUrl(Jobs.class.getProtectionDomain().getCodeSource().getLocation())
            .that(
                com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                    "io.plinth.platform.jobs"));
    NOBODY_ASKS_THE_TIME.check(jobs);
    assertThatThrownBy(
            () -> NOBODY_ASKS_THE_TIME.check(new ClassFileImporter().importClasses(Asks.class)))
        .isInstanceOf(AssertionError.class);
  }
}
