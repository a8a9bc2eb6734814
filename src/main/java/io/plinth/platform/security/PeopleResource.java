package io.plinth.platform.security;

import io.plinth.platform.http.CsvExport;
import io.plinth.platform.http.Query;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** {@code /api/v1/people}: names to choose from, without what only administrators see of users. */
@Path("api/v1/people")
@ApplicationScoped
@Produces("application/json")
public class PeopleResource {
  private PeopleService people;

  protected PeopleResource() {}

  @Inject
  public PeopleResource(PeopleService people) {
    this.people = people;
  }

  @GET
  @Requires("people:read")
  public Page<PersonView> list(@Query PersonFilter filter, @Query PageRequest page) {
    return people.list(filter, page);
  }

  /** All of them, whatever {@code size} and {@code after} say. */
  @GET
  @Produces(CsvExport.TYPE)
  @Requires("people:read")
  public CsvExport<PersonView> export(@Query PersonFilter filter, @Query PageRequest page) {
    return CsvExport.of(
        PersonView.class,
        page.fields(),
        people.visibleFields(),
        rows -> people.forEach(filter, page, rows));
  }
}
