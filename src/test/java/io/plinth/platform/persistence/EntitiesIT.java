package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.clients.client.Client;
import io.plinth.clients.client.ClientStatus;
import io.plinth.clients.client.NewClient;
import io.plinth.platform.security.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Hibernate is configured for: few statements, counted by Plinth's own log. */
class EntitiesIT {
  private static MigratedDatabase database;
  private static Transactions tx;

  @BeforeAll
  static void open() {
    database = MigratedDatabase.create("entities", 3, true);
    tx = database.transactions();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static int statements(Runnable work) {
    StatementLog log = StatementLog.begin();
    try {
      work.run();
      return log.count();
    } finally {
      StatementLog.end();
    }
  }

  private static Client client(String name) {
    NewClient given =
        new NewClient(
            name, null, null, ClientStatus.ACTIVE, null, null, null, null, null, null, null, null);
    return new Client(given, "USD");
  }

  private static int insert(int count) {
    return statements(
        () ->
            tx.write(
                () -> {
                  for (int i = 0; i < count; i++) {
                    tx.em().persist(client("Client " + i));
                  }
                  return null;
                }));
  }

  @Test
  void insertsAreBatched() {
    insert(1);
    int few = insert(2);
    int many = insert(50);
    assertThat(few).isLessThanOrEqualTo(3);
    assertThat(many).isLessThanOrEqualTo(4);
    assertThat(insert(500)).isLessThanOrEqualTo(25);
  }

  @Test
  void entityThatWasReadIsReadFromTheCacheNextTime() {
    long id =
        tx.write(
            () -> {
              Client client = client("Cached");
              tx.em().persist(client);
              return client.id();
            });
    Runnable find = () -> tx.read(() -> tx.em().find(Client.class, id).currency());
    find.run();
    assertThat(statements(find)).isZero();
    assertThat(statements(find)).isZero();
  }

  @Test
  void cachedRoleBringsItsPermissions() {
    Runnable find = () -> tx.read(() -> tx.em().find(Role.class, Role.STAFF).permissions());
    find.run();
    assertThat(statements(find)).isZero();
  }

  private static long cached(String name) {
    long id =
        tx.write(
            () -> {
              Client client = client(name);
              tx.em().persist(client);
              return client.id();
            });
    assertThat(currency(id)).isEqualTo("USD");
    assertThat(statements(() -> currency(id))).isZero();
    return id;
  }

  private static String currency(long id) {
    return tx.read(() -> tx.em().find(Client.class, id).currency());
  }

  private static void change(long id, String currency) {
    tx.write(
        () -> {
          tx.em().find(Client.class, id).change(given(currency));
          return null;
        });
  }

  /** As another node does, or a statement of our own. */
  private static void changePastTheCache(long id) {
    database.execute("update clients set currency = 'CHF', version = version + 1 where id = " + id);
  }

  @Test
  void whatWasRolledBackIsNotReadNext() {
    long id = cached("Rolled back");
    assertThatThrownBy(
            () ->
                tx.write(
                    () -> {
                      tx.em().find(Client.class, id).change(given("EUR"));
                      tx.em().flush();
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");
    assertThat(currency(id)).isEqualTo("USD");
  }

  @Test
  void writePastTheCacheIsReadOnceItsEntityIsEvicted() {
    long id = cached("Evicted");
    changePastTheCache(id);
    tx.read(
        () -> {
          tx.em().getEntityManagerFactory().getCache().evict(Client.class, id);
          return null;
        });
    assertThat(statements(() -> assertThat(currency(id)).isEqualTo("CHF"))).isEqualTo(1);
  }

  @Test
  void changeOfWhatTheCacheHasOldIsRefusedAndTheNextOneIsNot() {
    long id = cached("Old");
    changePastTheCache(id);
    assertThatThrownBy(() -> change(id, "EUR")).hasStackTraceContaining("OptimisticLockException");
    assertThat(currency(id)).isEqualTo("CHF");
    change(id, "EUR");
    assertThat(database.text("select currency || version from clients where id = ?", id))
        .isEqualTo("EUR2");
  }

  @Test
  void whatWasWrittenIsReadNext() {
    long id =
        tx.write(
            () -> {
              Client client = client("Changed");
              tx.em().persist(client);
              return client.id();
            });
    tx.read(() -> tx.em().find(Client.class, id).version());
    tx.write(
        () -> {
          tx.em().find(Client.class, id).change(given("EUR"));
          return null;
        });
    assertThat(tx.<String>read(() -> tx.em().find(Client.class, id).currency())).isEqualTo("EUR");
  }

  @Test
  void writeThatWentPastHibernateIsSeenThroughTheCache() {
    long id =
        tx.write(
            () -> {
              Client client = client("Renamed");
              tx.em().persist(client);
              return client.id();
            });
    tx.read(() -> tx.em().find(Client.class, id).version());
    tx.write(
        () -> tx.sql("update clients set currency = 'CHF' where id = :id").with("id", id).update());
    assertThat(tx.<String>read(() -> tx.em().find(Client.class, id).currency())).isEqualTo("CHF");
  }

  private static NewClient given(String currency) {
    return new NewClient(
        "Changed",
        null,
        null,
        ClientStatus.ACTIVE,
        null,
        null,
        null,
        null,
        null,
        null,
        currency,
        null);
  }

  @Test
  void readOnlyTransactionWritesNothingThoughAnEntityWasChanged() {
    long id =
        tx.write(
            () -> {
              Client client = client("Untouched");
              tx.em().persist(client);
              return client.id();
            });
    tx.read(
        () -> {
          tx.em().find(Client.class, id).change(given("EUR"));
          return null;
        });
    assertThat(database.text("select currency from clients where id = ?", id)).isEqualTo("USD");
  }

  @Test
  void statementsOfOurOwnSeeWhatWasPersistedBefore() {
    long count =
        tx.write(
            () -> {
              Client client = client("Flushed");
              tx.em().persist(client);
              return tx.sql("select count(*) from clients where id = :id")
                  .with("id", client.id())
                  .number();
            });
    assertThat(count).isEqualTo(1);
  }

  @Test
  void statementsAreCountedWithTheirTexts() {
    StatementLog log = StatementLog.begin();
    try {
      tx.read(() -> tx.sql("select 1").number() + tx.sql("select 2").number());
      assertThat(log.count()).isEqualTo(2);
      assertThat(log.texts()).containsExactly("select 1", "select 2");
      assertThat(log.nanos()).isPositive();
    } finally {
      StatementLog.end();
    }
  }
}
