package io.plinth.platform.audit;

import io.plinth.platform.persistence.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;

/** Verifies on a connection beside the pool: it takes its time, and has no statement timeout. */
@ApplicationScoped
public class VerificationRepository {
  private Database database;
  private Seals seals;

  protected VerificationRepository() {}

  @Inject
  public VerificationRepository(Database database, Seals seals) {
    this.database = database;
    this.seals = seals;
  }

  /**
   * @param anchor may be null
   */
  AuditVerification verify(AuditAnchor anchor) {
    try (Connection connection = database.openBeside()) {
      return new AuditVerifier(connection, seals, anchor).verify();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
