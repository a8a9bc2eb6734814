package io.plinth.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.clients.client.ClientFilter;
import io.plinth.clients.client.ClientService;
import io.plinth.clients.client.ClientStatus;
import io.plinth.clients.client.ClientView;
import io.plinth.clients.client.NewClient;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.StatementLog;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.File;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Services as the container hands them out: injected, intercepted, on Plinth's own transactions.
 */
@ExtendWith(ContainerSettings.class)
@ArquillianTest
class ContainerIT {
  private static final Principal ADMINISTRATOR =
      new Principal(1, "admin", Set.of("*:*"), null, false);
  private static final Principal VIEWER =
      new Principal(1, "viewer", Set.of("clients:read"), null, false);

  @Inject private ClientService clients;
  @Inject private Access access;
  @Inject private Transactions transactions;

  @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
  private TransactionSynchronizationRegistry containers;

  @Deployment
  static WebArchive plinth() {
    File war = new File(System.getProperty("plinth.war", "target/plinth.war"));
    File assertions =
        new File(Assertions.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    return ShrinkWrap.createFromZipFile(WebArchive.class, war)
        .addClasses(ContainerIT.class, ContainerSettings.class)
        .addAsLibraries(assertions);
  }

  @Test
  void injectedServiceWritesAndReadsInTransactionsOfItsOwn() {
    ClientView made = as(ADMINISTRATOR, () -> clients.create(client("Injected")));
    assertThat(as(VIEWER, () -> clients.get(made.id())).legalName()).isEqualTo("Injected");
  }

  @Test
  void whatFailsInTheOuterTransactionUndoesTheInnerOnes() {
    Supplier<ClientView> work =
        () -> {
          clients.create(client("Undone"));
          clients.create(client("Undone too"));
          throw new IllegalStateException("after both");
        };
    assertThatThrownBy(() -> as(ADMINISTRATOR, () -> transactions.write(work)))
        .hasMessage("after both");
    assertThat(search("Undone")).isEmpty();
  }

  @Test
  void refusedPermissionRollsBackWhatWasWrittenBefore() {
    Supplier<ClientView> work =
        () -> {
          clients.create(client("Half"));
          return as(VIEWER, () -> clients.create(client("Half too")));
        };
    assertThatThrownBy(() -> as(ADMINISTRATOR, () -> transactions.write(work)))
        .isInstanceOf(ProblemException.class);
    assertThat(search("Half")).isEmpty();
  }

  @Test
  void readOnlyTransactionIsNotJoinedByAWrite() {
    assertThatThrownBy(
            () ->
                as(ADMINISTRATOR, () -> transactions.read(() -> clients.create(client("Refused")))))
        .hasMessageContaining("read-only");
    assertThat(search("Refused")).isEmpty();
  }

  @Test
  void whatWaitsForTheCommitRunsAfterItAndNeverAfterARollback() {
    AtomicInteger seen = new AtomicInteger(-1);
    as(
        ADMINISTRATOR,
        () ->
            transactions.write(
                () -> {
                  clients.create(client("Committed"));
                  transactions.afterCommit(() -> seen.set(search("Committed").size()));
                  assertThat(seen).hasValue(-1);
                  return null;
                }));
    assertThat(seen).hasValue(1);
  }

  @Test
  void containersTransactionsAreNotInvolved() {
    int status = transactions.read(containers::getTransactionStatus);
    assertThat(status).isEqualTo(Status.STATUS_NO_TRANSACTION);
  }

  @Test
  void statementsOfAServiceAreCounted() {
    ClientView made = as(ADMINISTRATOR, () -> clients.create(client("Counted")));
    StatementLog log = StatementLog.begin();
    try {
      as(ADMINISTRATOR, () -> clients.get(made.id()));
      assertThat(log.count()).isEqualTo(1);
      assertThat(log.texts()).singleElement().asString().contains("clients");
    } finally {
      StatementLog.end();
    }
  }

  private <T> T as(Principal principal, Supplier<T> work) {
    return access.as(principal, work);
  }

  private List<ClientView> search(String name) {
    ClientFilter filter =
        new ClientFilter(List.of(), name, List.of(), List.of(), null, List.of(), null, null, null);
    return as(
        ADMINISTRATOR, () -> clients.list(filter, new PageRequest(50, null, null, null)).items());
  }

  private static NewClient client(String name) {
    return new NewClient(
        name, null, null, ClientStatus.ACTIVE, null, null, null, null, null, null, null, null);
  }
}
