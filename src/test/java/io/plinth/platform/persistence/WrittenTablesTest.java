package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrittenTablesTest {

  @Test
  void findsTheTablesOfEveryKindOfWrite() {
    assertThat(WrittenTables.of("insert into clients (id) values (?)")).containsExactly("clients");
    assertThat(WrittenTables.of("UPDATE Users set a = ?")).containsExactly("users");
    assertThat(WrittenTables.of("delete\nfrom services where id = ?")).containsExactly("services");
    assertThat(WrittenTables.of("copy staged from stdin")).containsExactly("staged");
    assertThat(WrittenTables.of("truncate table only staged")).containsExactly("staged");
    assertThat(WrittenTables.of("merge into clients c using x on true")).containsExactly("clients");
  }

  @Test
  void findsThemInsideAWith() {
    assertThat(
            WrittenTables.of(
                """
                with made as (insert into clients (id) select id from staged returning id)
                update services s set client_id = made.id from made
                """))
        .containsExactlyInAnyOrder("clients", "services");
  }

  @Test
  void readsWriteNothing() {
    assertThat(WrittenTables.of("select * from clients for update skip locked")).isEmpty();
    assertThat(WrittenTables.of("with a as (select 1) select * from a")).isEmpty();
    assertThat(WrittenTables.of("lock table clients in share mode")).isEmpty();
  }
}
