package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What holds for every script of {@code db-migrations}. That nodes of two releases can use one
 * database is seen in {@code NodesIT} for the release at hand; here, that it stays so.
 */
class MigrationScriptsTest {
  /** The newest script when this check was made: no release was there before it. */
  private static final String BASELINE = "202611211600";

  private static final Path FOLDER = Path.of("db-migrations");
  private static final Pattern NAME = Pattern.compile("V(\\d{12})__[a-z0-9_]+\\.sql");

  /** What {@link UnfinishedIndexes} makes good when it was interrupted, whatever it had done. */
  private static final Pattern INDEX_STATEMENT =
      Pattern.compile(
          "create (unique )?index (concurrently (?!on |if )\\S+ on|\\S+ on only) .*"
              + "|alter index \\S+ attach partition \\S+"
              + "|drop index concurrently if exists .*");

  private static List<MigrationScript> scripts() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sql"))
          .sorted()
          .map(MigrationScriptsTest::read)
          .toList();
    }
  }

  private static MigrationScript read(String name) {
    try {
      Path settings = FOLDER.resolve(name + ".conf");
      boolean outside =
          Files.exists(settings)
              && Files.readString(settings).contains("executeInTransaction=false");
      return new MigrationScript(name, Files.readString(FOLDER.resolve(name)), outside);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static MigrationScript planted(String text) {
    return new MigrationScript("planted", text, false);
  }

  private static String present() throws IOException {
    Matcher version =
        Pattern.compile("<artifactId>plinth</artifactId>\\s*<version>(.+?)</version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    return version.group(1);
  }

  private static String version(MigrationScript script) {
    Matcher name = NAME.matcher(script.name());
    assertThat(name.matches()).as(script.name()).isTrue();
    return name.group(1);
  }

  @Test
  void scriptsLeaveTheReleaseBeforeWhatItUses() throws IOException {
    List<MigrationScript> scripts = scripts();
    assertThat(scripts).anyMatch(script -> version(script).equals(BASELINE));
    for (MigrationScript script : scripts) {
      if (version(script).compareTo(BASELINE) > 0) {
        assertThat(script.breaches(present()))
            .as(
                "taken away by %s without a comment \"-- Unused since <release>: <name>\"",
                script.name())
            .isEmpty();
      }
    }
  }

  /** Each with the name that it must be found by. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "drop table clients;                                                    | clients",
        "DROP TABLE IF EXISTS clients CASCADE;                                  | clients",
        "drop function job_changes(int, text);                                  | job_changes",
        "drop index concurrently if exists jobs_due;                            | jobs_due",
        "alter table clients rename to firms;                                   | clients",
        "alter table clients rename column fax to telefax;                      | clients.fax",
        "alter table only clients rename fax to telefax;                        | clients.fax",
        "alter sequence clients_seq rename to firms_seq;                        | clients_seq",
        "alter table clients drop column fax;                                   | clients.fax",
        "alter table clients add x int, drop if exists fax;                     | clients.fax",
        "alter table clients add x numeric(4, 2), drop column fax cascade;      | clients.fax",
        "alter table clients alter column fax type int using fax::int;          | clients.fax",
        "alter table clients alter fax set data type text;                      | clients.fax",
        "alter table clients alter column fax set not null;                     | clients.fax",
        "alter table clients alter column fax drop default;                     | clients.fax",
        "alter table clients add column fax text not null;                      | clients.fax",
        "alter table clients add fax text not null check (fax <> 'default');    | clients.fax",
        "alter table clients add x int check (f(g(1, 2), 3) > 0), drop fax;     | clients.fax",
        "alter table clients add id2 bigint primary key;                        | clients.id2",
        "do $$ begin alter table clients drop column fax; end $$;               | clients.fax",
        "do $$ begin execute 'drop table clients'; end $$;                      | clients",
      })
  void whatTheReleaseBeforeWouldMissIsFound(String script, String name) {
    assertThat(planted("select 1; " + script).breaches("0.1.0-SNAPSHOT")).containsExactly(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "create table x (id int not null); drop table x; alter table x drop id",
        "alter table clients add column fax text",
        "alter table clients add fax text not null default '', alter fax set not null",
        "alter table clients add fax bigint generated always as identity not null",
        "alter table clients drop constraint c, add constraint c check (fax is not null)",
        "alter table clients alter column fax drop not null, alter fax set default ''",
        "create function f() returns void as $$ begin drop table clients; end $$ language plpgsql",
        "insert into notes values ('drop table clients; alter table clients drop fax')",
        "-- drop table clients;",
        "/* drop table clients; */ select 1",
      })
  void whatItWouldNotMissIsNot(String script) {
    assertThat(planted(script).breaches("0.1.0")).isEmpty();
  }

  @Test
  void whatNothingUsesAnyMoreMayGo() {
    MigrationScript script =
        planted(
            """
            -- Their last reader went with 1.9.
            -- Unused since 1.9: clients.fax, notes.
            alter table clients drop column fax;
            drop table notes;
            """);
    assertThat(script.breaches("1.10.0-SNAPSHOT")).isEmpty();
    assertThat(script.breaches("1.9.0-SNAPSHOT")).containsExactly("clients.fax", "notes");
    assertThat(planted(script.text().replace("notes.", "nodes.")).breaches("2.0"))
        .containsExactly("notes");
  }

  @Test
  void scriptsOutsideATransactionCanBeRunAgainWhereverTheyStopped() throws IOException {
    int found = 0;
    for (MigrationScript script : scripts()) {
      boolean concurrent = script.statements().stream().anyMatch(s -> s.contains("concurrently"));
      assertThat(concurrent)
          .as(script.name() + " runs outside a transaction")
          .isEqualTo(script.outside());
      if (script.outside()) {
        found++;
        assertThat(script.statements())
            .as(script.name())
            .isNotEmpty()
            .allMatch(s -> INDEX_STATEMENT.matcher(s).matches());
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create index concurrently on jobs (id)",
        "create index concurrently if not exists i on jobs (id)",
        "create index i on jobs (id)",
        "update jobs set priority = 1",
        "alter table jobs add x int",
        "drop index concurrently i",
      })
  void whatCannotBeRunAgainIsFound(String statement) {
    assertThat(INDEX_STATEMENT.matcher(statement).matches()).isFalse();
  }

  @Test
  void indexesOfTablesThatAreThereAreBuiltWhileTheyAreWrittenTo() throws IOException {
    for (MigrationScript script : scripts()) {
      assertThat(script.blocked()).as(script.name()).isEmpty();
    }
    assertThat(
            planted(
                    """
                    create table x (id int);
                    create unique index x_id on x (id);
                    create index jobs_x on jobs (id);
                    create index on clients(id);
                    create index y on only jobs (id);
                    create index concurrently z on jobs (id);
                    """)
                .blocked())
        .containsExactly("jobs", "clients");
  }
}
