package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionsIT {
  private static final String SILENCE = "set statement_timeout = 0; select pg_sleep(60)";
  private static final String CONNECTION_FAILURE = "08006";
  private static MigratedDatabase database;
  private static Transactions tx;

  @BeforeAll
  static void open() {
    database = MigratedDatabase.create("transactions", 3, false);
    database.execute("create table things (id int primary key)");
    tx = database.transactions();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.execute("delete from things");
  }

  private static int insert(int id) {
    return tx.sql("insert into things values (:id)").with("id", id).update();
  }

  private static long count() {
    return database.number("select count(*) from things");
  }

  @Test
  void whatReturnsIsCommitted() {
    assertThat(tx.<Integer>write(() -> insert(1))).isEqualTo(1);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void uncheckedExceptionRollsBackAndComesThroughAsItIs() {
    IllegalArgumentException failure = new IllegalArgumentException("mine");
    assertThatThrownBy(
            () ->
                tx.write(
                    () -> {
                      insert(1);
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(count()).isZero();
  }

  @Test
  void checkedExceptionRollsBackToo() {
    assertThatThrownBy(
            () ->
                tx.call(
                    false,
                    () -> {
                      insert(1);
                      throw new IOException("mine");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(count()).isZero();
  }

  @Test
  void errorRollsBackToo() {
    assertThatThrownBy(
            () ->
                tx.write(
                    () -> {
                      insert(1);
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(StackOverflowError.class);
    assertThat(count()).isZero();
  }

  @Test
  void databaseItselfRefusesWritesWhileReading() {
    assertThatThrownBy(() -> tx.read(() -> insert(1)))
        .hasStackTraceContaining("read-only transaction");
    assertThat(count()).isZero();
  }

  @Test
  void connectionThatReadWritesAgainAfterwards() {
    for (int i = 0; i < 10; i++) {
      int id = i;
      tx.read(() -> tx.sql("select 1").number());
      tx.write(() -> insert(id));
    }
    assertThat(count()).isEqualTo(10);
  }

  @Test
  void onlyWhoHasPatienceHasTheStatementTimeoutOfJobs() throws Exception {
    assertThat(statementTimeout()).isEqualTo("1min");
    assertThat(Transactions.patiently(TransactionsIT::statementTimeout)).isEqualTo("10min");
    assertThat(Transactions.<Integer>patiently(() -> tx.write(() -> insert(1)))).isEqualTo(1);
    assertThat(count()).isEqualTo(1);
    assertThat(statementTimeout()).isEqualTo("1min");
  }

  private static String statementTimeout() {
    return tx.read(() -> tx.sql("show statement_timeout").find(r -> r.getString(1)).orElseThrow());
  }

  @Test
  void innerCallJoinsTheTransactionUnderWay() {
    assertThatThrownBy(
            () ->
                tx.write(
                    () -> {
                      tx.write(() -> insert(1));
                      assertThat(count()).isZero();
                      assertThat(
                              tx.<Long>read(() -> tx.sql("select count(*) from things").number()))
                          .isEqualTo(1);
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(count()).isZero();
  }

  @Test
  void writeWithinAReadIsRefused() {
    assertThatThrownBy(() -> tx.read(() -> tx.write(() -> insert(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("read-only");
    assertThat(tx.<Integer>write(() -> insert(2))).isEqualTo(1);
  }

  @Test
  void actionAfterCommitSeesWhatWasCommitted() {
    List<Long> seen = new ArrayList<>();
    tx.write(
        () -> {
          tx.afterCommit(() -> seen.add(count()));
          tx.write(
              () -> {
                tx.afterCommit(() -> seen.add(count() + 100));
                return insert(1);
              });
          assertThat(seen).isEmpty();
          return insert(2);
        });
    assertThat(seen).containsExactly(2L, 102L);
  }

  @Test
  void actionAfterCommitDoesNotRunAfterARollback() {
    List<String> ran = new ArrayList<>();
    assertThatThrownBy(
            () ->
                tx.write(
                    () -> {
                      tx.afterCommit(() -> ran.add("wrongly"));
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    tx.afterCommit(() -> ran.add("at once"));
    assertThat(ran).containsExactly("at once");
  }

  @Test
  void whatIsGatheredIsHandedOverOnceRightBeforeTheCommit() {
    List<List<Integer>> handed = new ArrayList<>();
    Consumer<List<Integer>> sink =
        items -> {
          handed.add(List.copyOf(items));
          insert(items.size());
        };
    tx.write(
        () -> {
          tx.beforeCommit(7, sink);
          tx.write(
              () -> {
                tx.beforeCommit(8, sink);
                return null;
              });
          assertThat(handed).isEmpty();
          return null;
        });
    assertThat(handed).containsExactly(List.of(7, 8));
    assertThat(count()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                tx.write(
                    () -> {
                      tx.beforeCommit(9, sink);
                      throw new IllegalStateException("mine");
                    }))
        .hasMessage("mine");
    tx.write(() -> insert(100));
    assertThat(handed).as("nothing is left over").hasSize(1);
  }

  @Test
  void sinkThatFailsRollsBack() {
    Consumer<List<Integer>> sink =
        items -> {
          throw new IllegalStateException("sink");
        };
    assertThatThrownBy(
            () ->
                tx.write(
                    () -> {
                      tx.beforeCommit(1, sink);
                      return insert(1);
                    }))
        .hasMessage("sink");
    assertThat(count()).isZero();
    assertThatThrownBy(() -> tx.beforeCommit(1, sink)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void commitThatFailsRollsBackAndRunsNoAction() {
    database.execute(
        "alter table things add constraint late unique (id) deferrable initially deferred",
        "alter table things drop constraint things_pkey");
    List<String> ran = new ArrayList<>();
    assertThatThrownBy(
            () ->
                tx.write(
                    () -> {
                      tx.afterCommit(() -> ran.add("wrongly"));
                      return insert(1) + insert(1);
                    }))
        .hasStackTraceContaining("late");
    assertThat(ran).isEmpty();
    assertThat(count()).isZero();
    database.execute(
        "alter table things drop constraint late", "alter table things add primary key (id)");
  }

  @Test
  void nothingIsLeftBehindOnTheThread() {
    assertThatThrownBy(() -> tx.em()).isInstanceOf(IllegalStateException.class);
    tx.write(() -> insert(1));
    assertThatThrownBy(() -> tx.em()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void connectionsComeBackWhateverHappens() {
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> tx.write(() -> tx.sql("select nonsense").number()));
      assertThatThrownBy(() -> tx.read(() -> insert(1)));
    }
    assertThat(tx.<Integer>write(() -> insert(1))).isEqualTo(1);
  }

  @Test
  void lockIsHeldUntilCommitByOneAtATime() throws InterruptedException {
    List<String> order = java.util.Collections.synchronizedList(new ArrayList<>());
    Thread other = new Thread(() -> tx.write(() -> locked(order, "second")));
    tx.write(
        () -> {
          locked(order, "first");
          other.start();
          sleep(300);
          order.add("first ends");
          return null;
        });
    other.join();
    assertThat(order).containsExactly("first", "first ends", "second");
  }

  private static Object locked(List<String> order, String name) {
    tx.lock("a lock");
    order.add(name);
    return null;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As when the database's machine has gone without a word: the driver gives up by itself. */
  @Test
  void jobsDoNotWaitForeverForADatabaseThatIsSilent() throws Exception {
    Database impatient = new Database(database.settingsOfJobs(Duration.ofSeconds(1)));
    impatient.start();
    try (Connection beside = impatient.openBeside();
        Connection ofThePool = impatient.openPatient()) {
      for (Connection connection : List.of(beside, ofThePool)) {
        assertThatThrownBy(() -> run(connection, "select pg_sleep(60)"))
            .as("cancelled by the server, which is there")
            .hasMessageContaining("statement timeout");
        connection.rollback();
      }
      CompletableFuture<String> other =
          CompletableFuture.supplyAsync(() -> failure(ofThePool, SILENCE));
      assertThat(failure(beside, SILENCE)).isEqualTo(CONNECTION_FAILURE);
      assertThat(other.get()).isEqualTo(CONNECTION_FAILURE);
    } finally {
      impatient.stop();
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String failure(Connection connection, String sql) {
    try {
      run(connection, sql);
      return "none";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }
}
