package io.plinth.architecture.planted.devices;

import io.plinth.architecture.planted.clients.PlantedEntity;

/** Reaches into another area. */
public class UsesAnEntityOfAnotherArea {
  PlantedEntity entity;
}
