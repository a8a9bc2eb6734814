package io.plinth.architecture.planted.clients;

import io.plinth.platform.security.Open;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Sees what it must not, and is not protected. */
@Path("planted")
public class SeesTooMuchResource {
  PlantedEntity entity;
  PlantedRepository repository;
  EntityManager em;

  @GET
  public String forgotten() {
    return "";
  }

  @POST
  @Open("nobody agreed to it")
  public String unlisted() {
    return "";
  }
}
