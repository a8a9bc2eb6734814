package io.plinth.platform.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.operations.OperationsRepository.InvalidIndex;
import io.plinth.platform.operations.OperationsView.ForeignKey;
import io.plinth.platform.operations.OperationsView.Queue;
import io.plinth.platform.operations.OperationsView.StatementRow;
import io.plinth.platform.persistence.Database;
import io.plinth.platform.persistence.DatabaseSettings;
import io.plinth.platform.persistence.MigratedDatabase;
import io.plinth.platform.persistence.Transactions;
import io.plinth.run.EmbeddedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OperationsRepositoryIT {
  private static MigratedDatabase database;
  private static OperationsRepository repository;

  @BeforeAll
  static void migrate() {
    database = MigratedDatabase.create("operations");
    repository = new OperationsRepository(database.transactions());
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static List<ForeignKey> found() {
    return database.read(1, repository::listUnindexedForeignKeys);
  }

  @Test
  void everyForeignKeyOfOurOwnSchemaHasAnIndex() {
    assertThat(found()).isEmpty();
  }

  @Test
  void plantedForeignKeyIsFoundUntilAnIndexBeginsWithIt() {
    database.execute(
        "create table planted_parent (a int, b int, primary key (a, b))",
        "create table planted (id int primary key, a int, b int, c int,"
            + " constraint planted_fk foreign key (a, b) references planted_parent)");
    try {
      ForeignKey expected = new ForeignKey("planted", "planted_fk", "a, b");
      assertThat(found()).containsExactly(expected);
      assertThat(warning(() -> QueueGauges.warn(found())))
          .contains("planted_fk", "planted", "a, b", "no index");
      database.execute("create index planted_half on planted (a)");
      assertThat(found()).containsExactly(expected);
      database.execute("create index planted_behind on planted (c, a, b)");
      assertThat(found()).containsExactly(expected);
      database.execute("create index planted_partial on planted (a, b) where c > 0");
      assertThat(found()).containsExactly(expected);
      database.execute("create index planted_whole on planted (b, a, c)");
      assertThat(found()).isEmpty();
    } finally {
      database.execute("drop table planted", "drop table planted_parent");
    }
  }

  @Test
  void indexOverWhatIsNotNullWillDo() {
    database.execute(
        "create table planted_one (id int primary key, user_id bigint references users)",
        "create index planted_some on planted_one (user_id) where id > 0");
    try {
      assertThat(found()).hasSize(1);
      database.execute(
          "create index planted_known on planted_one (user_id) where user_id is not null");
      assertThat(found()).isEmpty();
    } finally {
      database.execute("drop table planted_one");
    }
  }

  @Test
  void indexThatIsInvalidIsToldWithWhatMakesItGood() throws SQLException {
    assertThat(invalid()).isEmpty();
    database.execute(
        "create table planted_twice (id int)",
        "insert into planted_twice values (1), (1)",
        "create table planted_parts (id int) partition by range (id)",
        "create table planted_part partition of planted_parts for values from (0) to (9)",
        "create index planted_parts_id on only planted_parts (id)");
    try {
      assertThatThrownBy(
              () ->
                  database.execute(
                      "create unique index concurrently planted_twice_id on planted_twice (id)"))
          .hasMessageContaining("planted_twice_id");
      assertThatThrownBy(
              () ->
                  database.execute(
                      "create unique index concurrently planted_twice_id_ccnew"
                          + " on planted_twice (id)"))
          .hasMessageContaining("planted_twice_id_ccnew");
      assertThat(invalid())
          .extracting(InvalidIndex::name)
          .containsExactly("planted_parts_id", "planted_twice_id", "planted_twice_id_ccnew");
      assertThat(warning(() -> QueueGauges.warnOfInvalid(invalid())))
          .contains("WARNING", "planted_twice_id of planted_twice", "attach")
          .contains("building it: reindex index concurrently planted_twice_id\n")
          .contains("building it: drop index concurrently planted_twice_id_ccnew\n");

      database.execute("delete from planted_twice");
      assertThat(invalid()).hasSize(3);
      mend("planted_twice_id");
      mend("planted_twice_id_ccnew");
      assertThat(invalid()).extracting(InvalidIndex::name).containsExactly("planted_parts_id");
    } finally {
      database.execute("drop table planted_twice", "drop table planted_parts");
    }
  }

  private static List<InvalidIndex> invalid() {
    return database.read(1, repository::listInvalidIndexes);
  }

  private static void mend(String index) {
    invalid().stream()
        .filter(i -> i.name().equals(index))
        .forEach(i -> database.execute(i.remedy()));
  }

  private static String warning(Runnable warns) {
    StringBuilder said = new StringBuilder();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord log) {
            said.append(log.getLevel())
                .append(new SimpleFormatter().formatMessage(log))
                .append('\n');
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(QueueGauges.class.getName());
    logger.addHandler(handler);
    try {
      warns.run();
    } finally {
      logger.removeHandler(handler);
    }
    return said.toString();
  }

  @Test
  void queuesAreCountedByKindAndTheOldestIsToldOnlyOnceItIsDue() {
    database.execute(
        "insert into jobs (kind, payload, status, run_at) values"
            + " ('a', '', 'QUEUED', now() - interval '90 s'), ('a', '', 'QUEUED', now()),"
            + " ('a', '', 'RUNNING', now()), ('b', '', 'QUEUED', now() + interval '1 h'),"
            + " ('c', '', 'FAILED', now()), ('c', '', 'COMPLETED', now())");
    List<Queue> queues = database.read(1, repository::listQueues);
    assertThat(queues).extracting(Queue::kind).containsExactly("a", "b", "c");
    assertThat(queues).extracting(Queue::queued).containsExactly(2L, 1L, 0L);
    assertThat(queues).extracting(Queue::running).containsExactly(1L, 0L, 0L);
    assertThat(queues).extracting(Queue::dead).containsExactly(0L, 0L, 1L);
    assertThat(queues.get(0).oldestSeconds()).isBetween(90L, 200L);
    assertThat(queues.get(1).oldestSeconds()).isZero();
  }

  @Test
  void statementsAreNotAvailableWithoutTheExtension() {
    assertThat(database.read(1, repository::findStatementsSchema)).isEmpty();
  }

  /** On a server of its own, for the extension has to be loaded when the server starts. */
  @Test
  void slowestStatementsAreToldWithoutValuesAndWithoutOtherCommands() throws Exception {
    Path data = Files.createTempDirectory("plinth-statements");
    try (EmbeddedDatabase server = EmbeddedDatabase.open(data)) {
      execute(server, "alter system set shared_preload_libraries = 'pg_stat_statements'");
    }
    try (EmbeddedDatabase server = EmbeddedDatabase.open(data)) {
      EmbeddedDatabase.Database where = server.create("counted");
      Database counted = open(where);
      counted.start();
      Transactions tx = new Transactions(counted);
      OperationsRepository own = new OperationsRepository(tx);
      assertThat(tx.read(own::findStatementsSchema)).isEmpty();
      createExtension(where, server);
      assertThat(tx.read(own::findStatementsSchema)).contains("\"Odd Place\"");
      tx.write(() -> tx.sql("select 'secret value', pg_sleep(0.3)").list(r -> r.getString(1)));
      tx.write(() -> tx.sql("do $$ begin perform 'secret value', pg_sleep(0.5); end $$").update());
      List<StatementRow> slowest = tx.read(() -> own.listSlowestStatements("\"Odd Place\"", 3));
      assertThat(slowest).hasSizeLessThanOrEqualTo(3);
      assertThat(slowest.get(0).statement()).startsWith("select $1, pg_sleep");
      assertThat(slowest.get(0).calls()).isEqualTo(1);
      assertThat(slowest.get(0).total().doubleValue()).isBetween(300.0, 5_000.0);
      assertThat(slowest).noneMatch(s -> s.statement().contains("secret"));
      counted.stop();
    }
  }

  private static Database open(EmbeddedDatabase.Database where) {
    return new Database(
        new DatabaseSettings(
            where.url(),
            where.user(),
            where.password(),
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            false));
  }

  private static void createExtension(EmbeddedDatabase.Database where, EmbeddedDatabase server)
      throws SQLException {
    execute(server, "alter role plinth superuser");
    try (Connection connection =
            java.sql.DriverManager.getConnection(where.url(), where.user(), where.password());
        Statement statement = connection.createStatement()) {
      statement.execute("create schema \"Odd Place\"");
      statement.execute("create extension pg_stat_statements schema \"Odd Place\"");
    }
    execute(server, "alter role plinth nosuperuser");
  }

  private static void execute(EmbeddedDatabase server, String sql) throws SQLException {
    try (Connection connection = server.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
