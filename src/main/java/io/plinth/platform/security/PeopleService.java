package io.plinth.platform.security;

import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.Transactional;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.function.Consumer;

/** Users by name, for whoever chooses one of them. */
@ApplicationScoped
@Transactional(readOnly = true)
public class PeopleService {
  private UserRepository repository;
  private Access access;

  protected PeopleService() {}

  @Inject
  public PeopleService(UserRepository repository, Access access) {
    this.repository = repository;
    this.access = access;
  }

  public Page<PersonView> list(PersonFilter filter, PageRequest page) {
    access.require("people:read");
    return repository.listPeople(filter, page);
  }

  /** All people of the filter, in order: for exports. */
  public void forEach(PersonFilter filter, PageRequest page, Consumer<PersonView> consumer) {
    access.require("people:read");
    repository.forEachPerson(filter, page, consumer);
  }

  /** The fields of a person. */
  public Set<String> visibleFields() {
    return UserRepository.fieldNamesOfPeople();
  }
}
