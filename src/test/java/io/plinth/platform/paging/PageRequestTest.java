package io.plinth.platform.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.PageRequest.SortKey;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {
  private static final Set<String> LEGAL = Set.of("name", "revenue");

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 501, Integer.MAX_VALUE})
  void refusesSizesThatAreNone(int size) {
    assertRefused("size", () -> new PageRequest(size, null, null, null));
  }

  @Test
  void hasFiftyRowsByDefaultAndAtMostFiveHundred() {
    assertThat(new PageRequest(null, null, null, null).limit()).isEqualTo(50);
    assertThat(PageRequest.first(500).limit()).isEqualTo(500);
    assertThat(PageRequest.first(1).limit()).isEqualTo(1);
  }

  @Test
  void blankIsAsGoodAsAbsent() {
    PageRequest request = new PageRequest(null, " ", "", "  ");
    assertThat(request.after()).isNull();
    assertThat(request.sortKeys(LEGAL, "name")).containsExactly(new SortKey("name", false));
    assertThat(request.fieldSet(LEGAL)).isEqualTo(LEGAL);
  }

  @Test
  void ordersByEveryKeyOnceInTheOrderGiven() {
    assertThat(sort("-revenue,name,revenue").sortKeys(LEGAL, "name"))
        .containsExactly(new SortKey("revenue", true), new SortKey("name", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "-", "--name", "name,", ",name", "Name", "name;drop", " name"})
  void refusesSortKeysThatAreNoneAndListsTheLegal(String sort) {
    assertThatThrownBy(() -> sort(sort).sortKeys(LEGAL, "name"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("Legal: name, revenue.");
  }

  @Test
  void showsOnlyTheFieldsAskedFor() {
    assertThat(fields("revenue,revenue").fieldSet(LEGAL)).containsExactly("revenue");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "name,secret", "name,", "NAME"})
  void refusesFieldsThatAreNone(String fields) {
    assertRefused("fields", () -> fields(fields).fieldSet(LEGAL));
  }

  @Test
  void namesEveryFieldAndSortKeyThatIsNoneOnce() {
    assertRefused("fields", "fields", () -> fields("a,name,b,a").fieldSet(LEGAL));
    assertRefused("sort", "sort", () -> sort("-a,name,b,a").sortKeys(LEGAL, "name"));
    String many = String.join(",", IntStream.range(0, 1_000).mapToObj(i -> "x" + i).toList());
    assertThat(PageRequest.fieldErrors(many, LEGAL)).hasSize(50);
    assertThat(PageRequest.fieldErrors("y".repeat(8_000), LEGAL))
        .singleElement()
        .extracting(FieldError::detail)
        .asString()
        .hasSizeLessThan(150);
  }

  private static PageRequest sort(String sort) {
    return new PageRequest(null, null, sort, null);
  }

  private static PageRequest fields(String fields) {
    return new PageRequest(null, null, null, fields);
  }

  private static void assertRefused(String parameter, ThrowingCallable call) {
    assertRefused(List.of(parameter), call);
  }

  private static void assertRefused(String one, String other, ThrowingCallable call) {
    assertRefused(List.of(one, other), call);
  }

  private static void assertRefused(List<String> parameters, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(FieldError::parameter)
                    .containsExactlyElementsOf(parameters));
  }
}
