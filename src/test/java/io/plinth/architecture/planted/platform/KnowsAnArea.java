package io.plinth.architecture.planted.platform;

import io.plinth.architecture.planted.clients.PlantedEntity;

/** Upward, from the platform to an area. */
public class KnowsAnArea {
  PlantedEntity entity;
}
