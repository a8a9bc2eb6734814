package io.plinth.clients.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ClientsQueryTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20); // a Friday

  @Test
  void isSortedByNameUnlessItSaysOtherwise() {
    ClientsQuery query = new ClientsQuery(null, null, null, null, null, null, null);
    assertThat(query.page("id").sort()).isEqualTo("legalName");
    assertThat(query.order().aria("legalName")).isEqualTo("ascending");
    assertThat(query.isPlain()).isTrue();
  }

  @Test
  void keepsEveryFilterInTheAddress() {
    ClientsQuery query =
        new ClientsQuery(
            "a&b", ClientStatus.ACTIVE, EntityType.LLC, 7L, FollowUp.TODAY, "-revenue", "token");
    assertThat(query.link())
        .hasToString(
            "/clients?q=a%26b&status=ACTIVE&entityType=LLC&ownerId=7&followUp=TODAY"
                + "&sort=-revenue&after=token");
    assertThat(query.order().descending()).isTrue();
    assertThat(query.isPlain()).isFalse();
    assertThat(query.filter(TODAY).search()).isEqualTo("a&b");
    assertThat(query.filter(TODAY).status()).containsExactly(ClientStatus.ACTIVE);
  }

  @Test
  void followUpsAreDueBeforeTodayTodayAndUpToSunday() {
    assertThat(due(FollowUp.OVERDUE).followUpFrom()).isNull();
    assertThat(due(FollowUp.OVERDUE).followUpBefore()).isEqualTo(TODAY);
    assertThat(due(FollowUp.TODAY).followUpFrom()).isEqualTo(TODAY);
    assertThat(due(FollowUp.TODAY).followUpBefore()).isEqualTo(TODAY.plusDays(1));
    assertThat(due(FollowUp.THIS_WEEK).followUpFrom()).isEqualTo(TODAY.plusDays(1));
    assertThat(due(FollowUp.THIS_WEEK).followUpBefore()).isEqualTo("2026-11-23");
  }

  private static ClientFilter due(FollowUp due) {
    return new ClientsQuery(null, null, null, null, due, null, null).filter(TODAY);
  }

  @Test
  void isNotPlainOnAPageAfterTheFirst() {
    assertThat(new ClientsQuery(null, null, null, null, null, null, "x").isPlain()).isFalse();
    assertThat(new ClientsQuery(null, null, null, null, null, "-hours", null).isPlain()).isTrue();
  }
}
