package io.plinth.architecture.planted.platform;

import io.plinth.platform.persistence.Transactions;
import jakarta.persistence.EntityManager;
import java.sql.Connection;

/** At the database, and no repository. */
public class MakesStatements {
  Transactions tx;
  EntityManager em;
  Connection connection;

  long count() {
    return tx.sql("select 1").number();
  }
}
