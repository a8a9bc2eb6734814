package io.plinth.clients.client;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.BodyReader;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Requires;
import io.plinth.platform.settings.Firm;
import io.plinth.platform.web.FormErrors;
import io.plinth.platform.web.FormValues;
import io.plinth.platform.web.Option;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/**
 * A new client, and changing one. What is wrong comes back beside its field with everything typed
 * kept; who was slower than somebody else sees both values.
 */
@Path("/")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class ClientFormPage {
  private ClientService clients;
  private BodyReader bodies;
  private Access access;
  private Firm firm;

  protected ClientFormPage() {}

  @Inject
  public ClientFormPage(ClientService clients, BodyReader bodies, Access access, Firm firm) {
    this.clients = clients;
    this.bodies = bodies;
    this.access = access;
    this.firm = firm;
  }

  /** An empty form: a prospect of one's own, in the firm's currency. */
  @GET
  @Path("clients/new")
  @Requires("clients:write")
  public View blank() {
    NewClient prospect =
        new NewClient(
            null,
            EntityType.UNKNOWN,
            null,
            ClientStatus.PROSPECT,
            access.userId(),
            Stage.NEW,
            null,
            null,
            null,
            null,
            firm.currency(),
            null);
    return form(null, null, FormValues.stored(prospect), FormErrors.NONE, clients.listChoices());
  }

  @POST
  @Path("clients/new")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Requires("clients:write")
  public Response create(MultivaluedMap<String, String> form) {
    try {
      return saved(clients.create(bodies.read(form, NewClient.class)));
    } catch (ProblemException e) {
      return again(null, null, form, e);
    }
  }

  @GET
  @Path("clients/{id}/edit")
  @Requires("clients:write")
  public View edit(@PathParam("id") long id) {
    ClientView client = clients.get(id, clients.inputFields());
    FormValues values = FormValues.stored(client.toInput());
    return form(id, client.version(), values, FormErrors.NONE, clients.listChoices());
  }

  @POST
  @Path("clients/{id}/edit")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Requires("clients:write")
  public Response save(@PathParam("id") long id, MultivaluedMap<String, String> form) {
    long version = FormValues.version(form);
    try {
      return saved(clients.replace(id, bodies.read(form, NewClient.class), version));
    } catch (ProblemException e) {
      return e.type() == ProblemType.STALE ? both(id, form) : again(id, version, form, e);
    }
  }

  private static Response saved(ClientView client) {
    return Response.seeOther(URI.create("/clients/" + client.id())).build();
  }

  private Response again(
      Long id, Long version, MultivaluedMap<String, String> form, ProblemException problem) {
    FormErrors errors = FormErrors.of(problem, ClientForm.LABELS);
    FormValues typed = FormValues.typed(form, ClientForm.LABELS.keySet());
    View view = form(id, version, typed, errors, clients.listChoices());
    return Response.status(problem.type().status()).entity(view).build();
  }

  /** The typed values, and beside them what somebody else has saved. */
  private Response both(long id, MultivaluedMap<String, String> form) {
    ClientView client = clients.get(id, clients.inputFields());
    ClientService.Choices choices = clients.listChoices();
    FormValues typed = FormValues.typed(form, ClientForm.LABELS.keySet());
    FormErrors errors =
        typed.conflict(
            FormValues.stored(client.toInput()),
            ClientForm.LABELS,
            (field, value) -> words(field, value, choices));
    View view = form(id, client.version(), typed, errors, choices);
    return Response.status(Response.Status.CONFLICT).entity(view).build();
  }

  private static String words(String field, String value, ClientService.Choices choices) {
    return switch (field) {
      case "status" -> ClientWords.status(value);
      case "entityType" -> ClientWords.entityType(value);
      case "stage" -> ClientWords.stage(value);
      case "ownerId" ->
          choices.owners().stream()
              .filter(o -> o.value().equals(value))
              .map(Option::label)
              .findFirst()
              .orElse(value);
      default -> value;
    };
  }

  private static View form(
      Long id, Long version, FormValues values, FormErrors errors, ClientService.Choices choices) {
    ClientForm form =
        new ClientForm(
            id, version, values.byField(), choices.owners(), choices.currencies(), errors);
    return View.page(
        id == null ? "New client" : "Edit client", "clients", "clients/client-form", form);
  }
}
