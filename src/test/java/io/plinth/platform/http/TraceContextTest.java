package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @Test
  void takesOverTheCallersTraceWithASpanOfItsOwn() {
    TraceContext trace = TraceContext.of("00-" + TRACE + "-" + SPAN + "-01", 1);
    assertThat(trace.traceId()).isEqualTo(TRACE);
    assertThat(trace.parentId()).isEqualTo(SPAN);
    assertThat(trace.spanId()).matches("[0-9a-f]{16}").isNotEqualTo(SPAN);
    assertThat(trace.traceparent()).isEqualTo("00-" + TRACE + "-" + trace.spanId() + "-01");
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "nonsense"
      })
  void beginsATraceWhereThereIsNoneToTakeOver(String traceparent) {
    TraceContext trace = TraceContext.of(traceparent, 1);
    assertThat(trace.traceId()).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
    assertThat(trace.parentId()).isNull();
    assertThat(TraceContext.of(traceparent, 1).traceId()).isNotEqualTo(trace.traceId());
  }

  @Test
  void readsWhatALaterVersionHasInCommon() {
    TraceContext trace = TraceContext.of("01-" + TRACE + "-" + SPAN + "-01-what-comes", 1);
    assertThat(trace.traceId()).isEqualTo(TRACE);
    assertThat(TraceContext.of("01-" + TRACE + "-" + SPAN + "-01-" + "x".repeat(999), 1).traceId())
        .isNotEqualTo(TRACE);
  }

  @Test
  void callerDecidesWhetherItsTraceIsSampledButNotWhereNothingIsExported() {
    String given = "00-" + TRACE + "-" + SPAN + "-";
    assertThat(TraceContext.of(given + "01", 0.001).sampled()).isTrue();
    assertThat(TraceContext.of(given + "00", 1).sampled()).isFalse();
    assertThat(TraceContext.of(given + "01", 0).sampled()).isFalse();
    assertThat(TraceContext.of(null, 0).sampled()).isFalse();
    assertThat(TraceContext.of(null, 1).sampled()).isTrue();
  }
}
