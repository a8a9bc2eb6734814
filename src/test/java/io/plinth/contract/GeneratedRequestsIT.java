package io.plinth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import io.plinth.platform.http.Route;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand requests made from the application's own document, none of them quite right: every
 * one gets an answer that the document promises, errors are problems, and nothing fails or leaks.
 */
class GeneratedRequestsIT {
  private static final int REQUESTS = 10_400;
  private static final int THREADS = 6;
  private static final int MOST_SHOWN = 25;
  private final Plinth plinth = Plinth.shared();
  private final Contract contract = new Contract(plinth.api().get("/openapi").expect(200).json());
  private final Map<String, String> faults = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();

  @Test
  void nothingThatIsSentBreaksAPromise() throws InterruptedException {
    long seed = Long.getLong("plinth.seed", 20_261_121L);
    System.out.println("Generated requests: -Dplinth.seed=" + seed);
    List<Api> callers = callers();
    List<Request> requests = requests(seed);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      Api caller = callers.get(i % callers.size());
      threads.execute(() -> judge(request, caller));
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
    System.out.println("Generated requests: " + new TreeMap<>(statuses));
    assertThat(faults.values().stream().limit(MOST_SHOWN))
        .as("%d kinds of fault, with -Dplinth.seed=%d", faults.size(), seed)
        .isEmpty();
    // Else they would all be refused at the door, and show nothing.
    assertThat(statuses.keySet()).contains(200, 201, 202, 304, 400, 401, 403, 404, 406, 415);
    assertThat(statuses.get(200).get()).isGreaterThan(REQUESTS / 20);
  }

  private List<Request> requests(long seed) {
    List<Sample> samples =
        List.of(Sample.create(plinth), Sample.create(plinth), Sample.create(plinth));
    AtomicInteger turn = new AtomicInteger();
    Map<String, Route> routes =
        Walk.all()
            .collect(
                Collectors.toMap(r -> r.verb() + " " + r.path(), Function.identity(), (a, b) -> a));
    Sample first = samples.get(0);
    Map<String, Long> ids =
        Map.of(
            "clientId", first.client(),
            "serviceId", first.service(),
            "userId", first.user(),
            "ownerId", first.user());
    Function<Operation, String> paths =
        operation ->
            samples
                .get(turn.getAndIncrement() % samples.size())
                .path(routes.get(operation.toString()));
    Generator generator = new Generator(seed, paths, ids);
    List<Operation> operations = contract.operations();
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      requests.add(generator.next(operations.get(i % operations.size())));
    }
    return requests;
  }

  /** A prime number of them, so that each meets every operation. */
  private List<Api> callers() {
    List<Api> callers = new ArrayList<>();
    for (int i = 0; i < 19; i++) {
      callers.add(plinth.api());
    }
    callers.add(plinth.given().createUser("Staff").api());
    callers.add(plinth.given().createUser("Viewer").api());
    callers.add(plinth.given().createUser("Manager").api());
    callers.add(plinth.anonymous());
    return callers;
  }

  private void judge(Request request, Api caller) {
    try {
      Answer answer = request.send(caller).decoded();
      statuses.computeIfAbsent(answer.status(), s -> new AtomicInteger()).incrementAndGet();
      for (String fault : Verdict.of(request.operation(), answer)) {
        note(request, fault + "\n  " + answer);
      }
    } catch (UncheckedIOException | IllegalArgumentException e) {
      note(request, "no answer: " + e.getCause());
    }
  }

  /** One of each kind is enough to see. */
  private void note(Request request, String fault) {
    String kind =
        request.operation() + fault.lines().findFirst().orElse("").replaceAll("\\d+", "#");
    faults.putIfAbsent(kind, request + "\n  " + fault);
  }
}
