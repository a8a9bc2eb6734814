package io.plinth.platform.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.persistence.MigratedDatabase;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.Secret;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keyset paging against the whole order, as plain Java sorts it. */
class ListingIT {
  private static final int ROWS = 137;
  private static MigratedDatabase database;
  private static Transactions tx;
  private static PageTokens tokens;
  private static List<Thing> things;

  /** A row with values that many others have, too. */
  record Thing(Long id, String name, BigDecimal amount, LocalDate day) {}

  private static final Listing<Thing> LISTING =
      Listing.of(Thing.class, "things t", "t.id", "name")
          .field("id", "t.id")
          .field("name", "t.name")
          .field("amount", "t.amount")
          .field("day", "t.day")
          .sort("name", "t.name", "text")
          .sort("amount", "coalesce(t.amount, 0)", "numeric")
          .sort("day", "coalesce(t.day, '-infinity')", "date");

  private static final Map<String, Comparator<Thing>> ORDERS =
      Map.of(
          "name", Comparator.comparing(Thing::name),
          "amount", Comparator.comparing(t -> t.amount() == null ? BigDecimal.ZERO : t.amount()),
          "day", Comparator.comparing(t -> t.day() == null ? LocalDate.MIN : t.day()));

  @BeforeAll
  static void open() throws SQLException {
    database = MigratedDatabase.create("listing", 3, false);
    tx = database.transactions();
    tokens =
        new PageTokens(
            new Secret(
                TestSettings.of(Map.of("plinth.secret", "0123456789abcdef0123456789abcdef"))));
    things = random(new Random(42));
    database.execute(
        "create table things (id bigint primary key, name text not null, amount numeric, day"
            + " date)");
    try (Connection connection = database.connect();
        PreparedStatement insert =
            connection.prepareStatement("insert into things values (?, ?, ?, ?)")) {
      for (Thing thing : things) {
        insert.setLong(1, thing.id());
        insert.setString(2, thing.name());
        insert.setBigDecimal(3, thing.amount());
        insert.setObject(4, thing.day());
        insert.executeUpdate();
      }
    }
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** Few different values, awkward ones among them, so that every key meets its equals. */
  private static List<Thing> random(Random random) {
    String[] names = {"", "a", "A", "b'; --", "ü", "\uD83D\uDE00", "a,b", "\\", "%"};
    List<Thing> rows = new ArrayList<>();
    for (long id = 1; id <= ROWS; id++) {
      rows.add(
          new Thing(
              id * 7 % 1_009,
              names[random.nextInt(names.length)],
              random.nextInt(4) == 0 ? null : new BigDecimal(random.nextInt(5) - 2 + ".50"),
              random.nextInt(4) == 0 ? null : LocalDate.of(2026, 1, 1 + random.nextInt(3))));
    }
    return rows;
  }

  private static List<Long> expected(String sort) {
    Comparator<Thing> order = null;
    for (String key : sort.split(",")) {
      Comparator<Thing> next = ORDERS.get(key.replace("-", ""));
      next = key.startsWith("-") ? next.reversed() : next;
      order = order == null ? next : order.thenComparing(next);
    }
    return things.stream().sorted(order.thenComparing(Thing::id)).map(Thing::id).toList();
  }

  private static Page<Thing> page(Where where, PageRequest request) {
    return tx.read(() -> LISTING.page(tx, tokens, where, request));
  }

  private static List<Long> walk(String sort, int size) {
    List<Long> ids = new ArrayList<>();
    String after = null;
    do {
      Page<Thing> page = page(new Where(), new PageRequest(size, after, sort, null));
      assertThat(page.page().total()).isEqualTo(new Page.Total(ROWS, true));
      assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
      page.items().forEach(t -> ids.add(t.id()));
      after = page.page().next();
    } while (after != null);
    return ids;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "-name",
        "amount",
        "-amount",
        "day",
        "-day",
        "name,-amount",
        "-name,amount,-day",
        "-day,-amount,name",
        "amount,day",
        "day,-name",
        "-amount,-name,-day"
      })
  void pagesOneAfterTheOtherAreTheWholeOrder(String sort) {
    for (int size : new int[] {1, 2, 3, 7, 50, ROWS - 1, ROWS, ROWS + 1, 500}) {
      assertThat(walk(sort, size)).as("%s by %d", sort, size).isEqualTo(expected(sort));
    }
  }

  @Test
  void controlOrdersDiffer() {
    assertThat(expected("name,-amount")).isNotEqualTo(expected("name,amount"));
    assertThat(expected("-name")).isNotEqualTo(expected("name"));
  }

  @Test
  void tokenGoesOnlyWithItsFilterAndItsOrder() {
    Where where = new Where().and("t.name = :name", "name", "a");
    String token = page(where, new PageRequest(1, null, "day", null)).page().next();
    page(where, new PageRequest(5, token, "day", null));
    for (PageRequest other :
        List.of(new PageRequest(1, token, "-day", null), new PageRequest(1, token, null, null))) {
      assertThatThrownBy(() -> page(where, other)).isInstanceOf(ProblemException.class);
    }
    Where otherFilter = new Where().and("t.name = :name", "name", "A");
    assertThatThrownBy(() -> page(otherFilter, new PageRequest(1, token, "day", null)))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> page(new Where(), new PageRequest(1, token, "day", null)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void rowsInsertedMeanwhileMakeNothingAppearTwiceOrVanish() {
    Page<Thing> first = page(new Where(), new PageRequest(50, null, "name", null));
    database.execute("insert into things values (5000, '', null, null)");
    try {
      List<Long> seen = new ArrayList<>(first.items().stream().map(Thing::id).toList());
      String after = first.page().next();
      while (after != null) {
        Page<Thing> page = page(new Where(), new PageRequest(50, after, "name", null));
        page.items().forEach(t -> seen.add(t.id()));
        after = page.page().next();
      }
      assertThat(seen).doesNotHaveDuplicates().containsAll(expected("name"));
    } finally {
      database.execute("delete from things where id = 5000");
    }
  }

  @Test
  void pageTakesTwoStatementsAndTheOnlyPageOne() {
    database.read(2, () -> LISTING.page(tx, tokens, new Where(), PageRequest.first(10)));
    database.read(1, () -> LISTING.page(tx, tokens, new Where(), PageRequest.first(500)));
  }

  @Test
  void onlyTheFieldsAskedForAreRead() {
    Page<Thing> page = page(new Where(), new PageRequest(3, null, null, "name,id"));
    assertThat(page.fields()).containsExactlyInAnyOrder("id", "name");
    assertThat(page.items()).allMatch(t -> t.amount() == null && t.day() == null && t.id() != null);
  }

  @Test
  void countStopsAtItsLimitAndSaysSo() {
    database.execute(
        "create table many as select i as id, 'x' as name from generate_series(1, 10001) i");
    Listing<Thing> many =
        Listing.of(Thing.class, "many m", "m.id", "name")
            .field("id", "m.id")
            .sort("name", "m.name", "text");
    Page<Thing> page = tx.read(() -> many.page(tx, tokens, new Where(), PageRequest.first(1)));
    assertThat(page.page().total()).isEqualTo(new Page.Total(10_000, false));
    database.execute("delete from many where id = 1");
    page = tx.read(() -> many.page(tx, tokens, new Where(), PageRequest.first(1)));
    assertThat(page.page().total()).isEqualTo(new Page.Total(10_000, true));
  }

  @Test
  void exportIsTheWholeOrderAndHoldsOneRowAtATime() {
    List<Long> ids = new ArrayList<>();
    Map<Long, Integer> seen = new HashMap<>();
    tx.read(
        () -> {
          LISTING.forEach(
              tx,
              new Where(),
              new PageRequest(1, null, "-name,day", null),
              t -> {
                ids.add(t.id());
                seen.merge(t.id(), 1, Integer::sum);
              });
          return null;
        });
    assertThat(ids).isEqualTo(expected("-name,day"));
    assertThat(seen.values()).allMatch(n -> n == 1);
  }
}
