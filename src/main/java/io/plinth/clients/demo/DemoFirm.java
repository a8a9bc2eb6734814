package io.plinth.clients.demo;

import io.plinth.platform.persistence.Database;
import io.plinth.platform.settings.Firm;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.start.Started;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Loads the demonstration firm at start, where the setting asks for it and there are no clients.
 */
@ApplicationScoped
public class DemoFirm {
  private static final Logger LOG = Logger.getLogger(DemoFirm.class.getName());
  private static final int BEFORE_EVERYTHING_ELSE = 1;
  private DemoFirmRepository repository;
  private Database database;
  private boolean wanted;
  private Firm firm;

  protected DemoFirm() {}

  @Inject
  public DemoFirm(DemoFirmRepository repository, Database database, Settings settings, Firm firm) {
    this.repository = repository;
    this.database = database;
    wanted = settings.isOn("plinth.demo");
    this.firm = firm;
  }

  void load(@Observes @Priority(BEFORE_EVERYTHING_ELSE) Started event) throws SQLException {
    if (!wanted) {
      return;
    }
    try (Connection connection = database.openBeside()) {
      if (repository.loadIfEmpty(connection, firm.today(), firm.currency())) {
        LOG.log(Level.INFO, "The demonstration firm has been loaded.");
      }
      connection.commit();
    }
  }
}
