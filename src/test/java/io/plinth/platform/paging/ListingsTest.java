package io.plinth.platform.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.error.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingsTest {
  /** Its secret is seen by some; what is long by who reads one. */
  record Row(Long id, String secret, String text) {}

  private static final Listing<Row> PLAIN =
      Listing.of(Row.class, "rows r", "r.id", "id")
          .field("id", "r.id")
          .sort("id", "r.id", "bigint");
  private static final Listing<Row> SECRET =
      Listing.of(Row.class, "rows r", "r.id", "id")
          .field("id", "r.id")
          .field("secret", "r.secret")
          .sort("secret", "r.secret", "text")
          .seenWith("secrets:read");
  private final Listings listings = new Listings(List.of(PLAIN, SECRET));

  private static List<String> parameters(List<FieldError> errors) {
    return errors.stream().map(FieldError::parameter).toList();
  }

  @Test
  void namesWhatIsWrongWithOrderAndFieldsTogether() {
    assertThat(parameters(listings.errors(Row.class, "a,-id,b", "id,c", p -> true)))
        .containsExactly("sort", "sort", "fields");
    assertThat(listings.errors(Row.class, "-secret", "secret,id", p -> true)).isEmpty();
    assertThat(listings.errors(Row.class, null, null, p -> false)).isEmpty();
  }

  @Test
  void tellsNobodyOfWhatTheyMayNotSee() {
    assertThat(parameters(listings.errors(Row.class, "secret", "secret", p -> false)))
        .containsExactly("sort", "fields");
    assertThat(listings.errors(Row.class, "x", "y", p -> false))
        .extracting(FieldError::detail)
        .allSatisfy(detail -> assertThat(detail).doesNotContain("secret"));
    assertThat(listings.errors(Row.class, "text,id,secret", p -> false))
        .singleElement()
        .extracting(FieldError::detail)
        .isEqualTo("\"secret\" is not a field. Legal: id, text.");
    assertThat(listings.errors(Row.class, "text,id,secret", p -> p.equals("secrets:read")))
        .isEmpty();
  }

  /** Whoever lists them looks at them then. */
  @Test
  void saysNothingOfRowsThatItDoesNotKnow() {
    assertThat(listings.errors(FieldError.class, "x", "y", p -> true)).isEmpty();
    assertThat(listings.sortKeys(FieldError.class)).isEmpty();
    assertThat(listings.sortKeys(Row.class)).containsExactly("id", "secret");
  }
}
