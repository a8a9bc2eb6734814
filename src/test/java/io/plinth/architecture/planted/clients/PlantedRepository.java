package io.plinth.architecture.planted.clients;

/** Something that a resource must not see. */
public class PlantedRepository {}
