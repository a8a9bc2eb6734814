package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.PageRequest;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryBinderTest {
  private final MultivaluedMap<String, String> query = new MultivaluedHashMap<>();

  /** What a filter may be made of. */
  enum Color {
    RED,
    DARK_BLUE
  }

  /** One of every type. */
  record Filter(
      List<Long> id,
      String search,
      Integer size,
      Boolean active,
      LocalDate from,
      YearMonth month,
      Color color,
      List<Color> colors) {}

  @Test
  void readsEveryType() {
    query.add("id", "1,2");
    query.add("id", " 3 ");
    query.add("search", "  a b ");
    query.add("size", "7");
    query.add("active", "false");
    query.add("from", "2026-02-28");
    query.add("month", "2026-02");
    query.add("color", "dark_blue");
    query.add("colors", "RED,red");
    assertThat(new QueryBinder(query).bind(Filter.class))
        .isEqualTo(
            new Filter(
                List.of(1L, 2L, 3L),
                "a b",
                7,
                false,
                LocalDate.of(2026, 2, 28),
                YearMonth.of(2026, 2),
                Color.DARK_BLUE,
                List.of(Color.RED, Color.RED)));
  }

  @Test
  void absentIsNullAndBlankIsAbsent() {
    query.add("search", " ");
    query.add("size", "");
    assertThat(new QueryBinder(query).bind(Filter.class))
        .isEqualTo(new Filter(List.of(), null, null, null, null, null, null, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "id, '1,x'",
    "id, 0",
    "id, ''",
    "id, '1,'",
    "id, 9223372036854775808",
    "size, 1.5",
    "size, 99999999999",
    "active, yes",
    "active, TRUE",
    "from, 2026-02-29",
    "from, 28.02.2026",
    "from, 1899-12-31",
    "from, 3000-01-01",
    "from, +999999-01-01",
    "month, 2026-13",
    "color, GREEN",
    "colors, 'RED,GREEN'"
  })
  void refusesWhatIsOfAnotherType(String name, String value) {
    query.add(name, value);
    assertRefused(name);
  }

  @Test
  void namesEveryInvalidValueAtOnce() {
    query.add("id", "x,y");
    query.add("size", "many");
    query.add("from", "never");
    assertRefused("id", "id", "size", "from");
  }

  @Test
  void refusesTwoValuesWhereThereCanBeOne() {
    query.addAll("size", "1", "2");
    assertRefused("size");
  }

  @Test
  void takesUpToFiveHundredValues() {
    query.add("id", ids(500));
    assertThat(new QueryBinder(query).bind(Filter.class).id()).hasSize(500);
    query.putSingle("id", ids(501));
    assertRefused("id");
  }

  @Test
  void refusesTextsThatAreTooLongOrCannotBeStored() {
    query.add("search", "x".repeat(4_097));
    assertRefused("search");
    query.putSingle("search", "a\u0000b");
    assertRefused("search");
  }

  @Test
  void cutsWhatItQuotes() {
    query.add("size", "9".repeat(10_000));
    QueryBinder binder = new QueryBinder(query);
    binder.bind(Filter.class);
    assertThat(binder.errors())
        .singleElement()
        .extracting(FieldError::detail)
        .asString()
        .hasSizeLessThan(200);
  }

  @Test
  void passesOnWhatTheRecordItselfRefuses() {
    query.add("size", "0");
    QueryBinder binder = new QueryBinder(query);
    assertThat(binder.bind(PageRequest.class)).isNull();
    assertThat(binder.errors())
        .singleElement()
        .extracting(FieldError::detail)
        .asString()
        .contains("from 1 to 500");
  }

  /** A filter that looks at its values itself. */
  record Priced(Integer size, String currency) {
    Priced {
      if ("nope".equals(currency)) {
        throw ProblemException.invalidParameter("currency", "no currency");
      }
    }
  }

  @Test
  void passesOnWhatTheRecordItselfRefusesBesideWhatIsMistyped() {
    query.add("size", "many");
    query.add("currency", "nope");
    QueryBinder binder = new QueryBinder(query);
    assertThat(binder.bind(Priced.class)).isNull();
    assertThat(binder.errors())
        .extracting(FieldError::parameter)
        .containsExactly("size", "currency");
  }

  @Test
  void namesWhatIsInvalidInSeveralRecords() {
    query.add("size", "0");
    query.add("from", "never");
    QueryBinder binder = new QueryBinder(query);
    assertThat(binder.bind(Filter.class)).isNull();
    assertThat(binder.bind(PageRequest.class)).isNull();
    assertThat(binder.errors()).extracting(FieldError::parameter).containsExactly("from", "size");
  }

  private static String ids(int count) {
    return String.join(",", LongStream.rangeClosed(1, count).mapToObj(Long::toString).toList());
  }

  private void assertRefused(String... parameters) {
    QueryBinder binder = new QueryBinder(query);
    assertThat(binder.bind(Filter.class)).isNull();
    assertThat(binder.errors()).extracting(FieldError::parameter).containsExactly(parameters);
  }
}
