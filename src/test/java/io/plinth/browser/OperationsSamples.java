package io.plinth.browser;

import io.plinth.platform.cluster.NodeView;
import io.plinth.platform.operations.OperationsScreen;
import io.plinth.platform.operations.OperationsView;
import io.plinth.platform.operations.OperationsView.Cache;
import io.plinth.platform.operations.OperationsView.ForeignKey;
import io.plinth.platform.operations.OperationsView.JobRow;
import io.plinth.platform.operations.OperationsView.Pool;
import io.plinth.platform.operations.OperationsView.Queue;
import io.plinth.platform.operations.OperationsView.Requests;
import io.plinth.platform.operations.OperationsView.RouteRow;
import io.plinth.platform.operations.OperationsView.StatementRow;
import io.plinth.platform.operations.OperationsView.Statements;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** The operations page of a node that has much to tell, and of one that has just started. */
final class OperationsSamples {
  private static final BigDecimal SOME = new BigDecimal("1234.5");

  private OperationsSamples() {}

  static OperationsScreen screen(boolean much) {
    return new OperationsScreen(OperationsScreen.PANELS, much ? much() : little());
  }

  private static NodeView node(String name) {
    Instant now = Instant.now();
    return new NodeView("some id", name, "0.1.0", true, null, now, now, true);
  }

  private static OperationsView little() {
    BigDecimal zero = BigDecimal.ZERO;
    return new OperationsView(
        new Requests(0, 0, 0, zero, zero, zero, zero, zero),
        List.of(),
        new Pool(5, 0, 5, 0, zero),
        List.of(),
        List.of(),
        List.of(),
        new Statements(false, "Set shared_preload_libraries.", List.of()),
        List.of(),
        List.of(node("plinth-1")),
        Instant.now(),
        Instant.now());
  }

  private static OperationsView much() {
    RouteRow route =
        new RouteRow(
            "DELETE", "/api/v1/timesheet-entries/{id}", 1234567, SOME, SOME, SOME, SOME, SOME, 12);
    StatementRow statement =
        new StatementRow(
            "select c.id, c.legal_name from clients c where c.status = any ($1) ".repeat(8),
            1234567,
            SOME,
            SOME,
            SOME,
            987654321);
    return new OperationsView(
        new Requests(123456789, 12, 345, SOME, SOME, SOME, SOME, new BigDecimal("2.4")),
        IntStream.range(0, 50).mapToObj(i -> route).toList(),
        new Pool(20, 20, 0, 187, SOME),
        List.of(new Queue("import", 1234, 2, 3, 86400)),
        List.of(
            new JobRow("import", "COMPLETED", 4321, SOME, SOME),
            new JobRow("import", "FAILED", 3, SOME, SOME)),
        List.of(
            new Cache("clients", 123456, 654, 12, new BigDecimal("0.9947")),
            new Cache("default-update-timestamps-region", 0, 0, 0, null)),
        new Statements(true, null, IntStream.range(0, 20).mapToObj(i -> statement).toList()),
        List.of(new ForeignKey("planted", "planted_client_id_fkey", "client_id")),
        List.of(node("plinth-1.internal.example.com"), node("plinth-2.internal.example.com")),
        Instant.now(),
        Instant.now());
  }
}
