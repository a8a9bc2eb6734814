package io.plinth.platform.security;

import jakarta.persistence.Cacheable;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** A named set of permissions. The four built-in ones are made by the first migration. */
@Entity
@Table(name = "roles")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "roles")
public class Role {
  public static final long ADMINISTRATOR = 1;
  public static final long STAFF = 3;

  @Id
  @GeneratedValue(generator = "roles_seq")
  @SequenceGenerator(name = "roles_seq", sequenceName = "roles_seq", allocationSize = 50)
  private Long id;

  @Version private long version;
  private String name;

  @Column(name = "built_in", updatable = false)
  private boolean builtIn;

  @ElementCollection
  @CollectionTable(name = "role_permissions", joinColumns = @JoinColumn(name = "role_id"))
  @Column(name = "permission")
  @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "roles.permissions")
  private Set<String> permissions = new HashSet<>();

  protected Role() {}

  public Role(NewRole given) {
    change(given);
  }

  public final void change(NewRole given) {
    name = given.name();
    permissions.retainAll(given.permissions());
    permissions.addAll(given.permissions());
  }

  public Long id() {
    return id;
  }

  public long version() {
    return version;
  }

  public String name() {
    return name;
  }

  public boolean builtIn() {
    return builtIn;
  }

  public Set<String> permissions() {
    return Set.copyOf(permissions);
  }
}
