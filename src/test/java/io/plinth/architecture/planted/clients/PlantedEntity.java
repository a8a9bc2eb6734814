package io.plinth.architecture.planted.clients;

import io.plinth.architecture.planted.devices.UsesAnEntityOfAnotherArea;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Transient;
import java.util.Set;

/** Fetches more than was asked for, and closes a cycle of areas. */
@Entity
public class PlantedEntity {
  @Id Long id;
  @ManyToOne PlantedEntity eagerByDefault;

  @ElementCollection(fetch = FetchType.EAGER)
  Set<String> eagerByWish;

  @Transient UsesAnEntityOfAnotherArea cycle;
}
