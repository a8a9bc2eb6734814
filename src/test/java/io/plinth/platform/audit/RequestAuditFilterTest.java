package io.plinth.platform.audit;

import static io.plinth.platform.audit.RequestAuditFilter.masked;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestAuditFilterTest {
  @Test
  void onlyWhatTheRouteKnowsIsTold() {
    Set<String> known = Set.of("q", "sort");
    assertThat(masked("q=a%20b&sort=-name", known)).isEqualTo("q=a%20b&sort=-name");
    assertThat(masked("q=a=b&q", known)).isEqualTo("q=a=b&q");
    assertThat(masked("q=a&code=s3cret&state=x=s3cret", known)).isEqualTo("q=a&code=***&state=***");
    assertThat(masked("s3cret", known)).isEqualTo("***");
    assertThat(masked("Q=s3cret&%71=s3cret&=s3cret&&", known)).doesNotContain("s3cret");
    assertThat(masked("q=s3cret", Set.of())).isEqualTo("q=***");
  }
}
