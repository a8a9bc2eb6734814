package io.plinth.clients.client;

import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.web.Link;
import io.plinth.platform.web.Sort;
import java.time.LocalDate;
import java.util.List;

/**
 * What the address of the client list says.
 *
 * @param q part of the legal name; one or two letters: its beginning
 * @param followUp prospects whose next follow-up is due then
 * @param sort a key of the list, with {@code -} for descending; by name where it is null
 * @param after the token of the page before; null for the first
 */
public record ClientsQuery(
    String q,
    ClientStatus status,
    EntityType entityType,
    Long ownerId,
    FollowUp followUp,
    String sort,
    String after) {
  private static final String BY_NAME = "legalName";

  ClientFilter filter(LocalDate today) {
    return new ClientFilter(
        List.of(),
        q,
        status == null ? List.of() : List.of(status),
        entityType == null ? List.of() : List.of(entityType),
        ownerId,
        List.of(),
        null,
        followUp == null ? null : followUp.from(today),
        followUp == null ? null : followUp.before(today));
  }

  /** The page of the list, with these fields only. */
  PageRequest page(String fields) {
    return new PageRequest(null, after, sort == null ? BY_NAME : sort, fields);
  }

  Sort order() {
    return Sort.parse(sort == null ? BY_NAME : sort);
  }

  /** Whether it is the first page of all clients. */
  boolean isPlain() {
    return link().without("sort").query().isEmpty();
  }

  Link link() {
    return Link.to("/clients")
        .with("q", q)
        .with("status", status)
        .with("entityType", entityType)
        .with("ownerId", ownerId)
        .with("followUp", followUp)
        .with("sort", sort)
        .with("after", after);
  }
}
