package io.plinth.platform.audit;

import io.plinth.platform.security.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * Verifies the audit trail from a command line, Plinth running or not. It takes the connection and
 * the secrets from the environment, as Plinth does, and ends with 0 where all is well, 1 where
 * something is wrong, 2 where it could not tell.
 */
public final class VerifyAudit {
  private static final String USAGE =
      """
      Usage: VerifyAudit [PLACE:HASH]
      PLACE:HASH is a former end of the chain, as this or Plinth's log has said it. In the environment:
      PLINTH_DB_URL, PLINTH_DB_USER, PLINTH_DB_PASSWORD, PLINTH_SECRET, PLINTH_AUDIT_FORMER_SECRETS""";

  private VerifyAudit() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String... arguments) {
    try {
      AuditAnchor anchor = arguments.length == 0 ? null : AuditAnchor.parse(arguments[0]);
      AuditVerification found = verify(anchor);
      System.out.println(found.intact() ? "The audit trail is intact." : found.finding());
      System.out.println(
          "%d events looked at, %d of them not chained yet%s."
              .formatted(
                  found.events(),
                  found.unchained(),
                  found.keptSince() == null ? "" : "; kept since " + found.keptSince()));
      System.out.println("The chain is at " + found.end());
      return found.intact() ? 0 : 1;
    } catch (SQLException | RuntimeException e) {
      System.err.println("It cannot be verified: " + e.getMessage());
      System.err.println(USAGE);
      return 2;
    }
  }

  private static AuditVerification verify(AuditAnchor anchor) throws SQLException {
    List<String> former =
        Arrays.stream(environment("PLINTH_AUDIT_FORMER_SECRETS").split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .toList();
    Seals seals = new Seals(new Secret("plinth.secret", environment("PLINTH_SECRET")), former);
    try (Connection connection =
        DriverManager.getConnection(
            environment("PLINTH_DB_URL"),
            environment("PLINTH_DB_USER"),
            environment("PLINTH_DB_PASSWORD"))) {
      return new AuditVerifier(connection, seals, anchor).verify();
    }
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    return value == null ? "" : value;
  }
}
