package io.plinth.clients.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientsQueryTest {

  @Test
  void isSortedByNameUnlessItSaysOtherwise() {
    ClientsQuery query = new ClientsQuery(null, null, null, null, null, null);
    assertThat(query.page("id").sort()).isEqualTo("legalName");
    assertThat(query.order().aria("legalName")).isEqualTo("ascending");
    assertThat(query.isPlain()).isTrue();
  }

  @Test
  void keepsEveryFilterInTheAddress() {
    ClientsQuery query =
        new ClientsQuery("a&b", ClientStatus.ACTIVE, EntityType.LLC, 7L, "-revenue", "token");
    assertThat(query.link())
        .hasToString(
            "/clients?q=a%26b&status=ACTIVE&entityType=LLC&ownerId=7&sort=-revenue&after=token");
    assertThat(query.order().descending()).isTrue();
    assertThat(query.isPlain()).isFalse();
    assertThat(query.filter().search()).isEqualTo("a&b");
    assertThat(query.filter().status()).containsExactly(ClientStatus.ACTIVE);
  }

  @Test
  void isNotPlainOnAPageAfterTheFirst() {
    assertThat(new ClientsQuery(null, null, null, null, null, "x").isPlain()).isFalse();
    assertThat(new ClientsQuery(null, null, null, null, "-hours", null).isPlain()).isTrue();
  }
}
