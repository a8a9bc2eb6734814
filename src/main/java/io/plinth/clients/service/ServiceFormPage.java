package io.plinth.clients.service;

import io.plinth.clients.client.ClientService;
import io.plinth.clients.client.ClientView;
import io.plinth.clients.client.ClientWords;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.BodyReader;
import io.plinth.platform.security.Requires;
import io.plinth.platform.settings.Firm;
import io.plinth.platform.web.FormErrors;
import io.plinth.platform.web.FormValues;
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
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** A new service of a client, and changing one; as the form of the client itself. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class ServiceFormPage {
  private ServiceService services;
  private ClientService clients;
  private BodyReader bodies;
  private Firm firm;

  protected ServiceFormPage() {}

  @Inject
  public ServiceFormPage(
      ServiceService services, ClientService clients, BodyReader bodies, Firm firm) {
    this.services = services;
    this.clients = clients;
    this.bodies = bodies;
    this.firm = firm;
  }

  /** Whose service it is. */
  private record Buyer(long id, String name, String currency) {
    static Buyer of(ServiceView service) {
      return new Buyer(service.clientId(), service.clientName(), service.currency());
    }
  }

  private Buyer buyer(long clientId) {
    ClientView client = clients.get(clientId, "legalName,currency");
    return new Buyer(clientId, client.legalName(), client.currency());
  }

  /** An empty form: something monthly, from today. */
  @GET
  @Path("clients/{id}/services/new")
  @Requires("services:write")
  public View blank(@PathParam("id") long clientId) {
    NewService monthly =
        new NewService(
            clientId, null, BillingFrequency.MONTHLY, null, null, firm.today(), null, true);
    return form(null, null, buyer(clientId), FormValues.stored(monthly), FormErrors.NONE);
  }

  @POST
  @Path("clients/{id}/services/new")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Requires("services:write")
  public Response create(@PathParam("id") long clientId, MultivaluedMap<String, String> form) {
    Buyer buyer = buyer(clientId);
    try {
      return saved(services.create(read(form, clientId)));
    } catch (ProblemException e) {
      return again(null, null, buyer, form, e);
    }
  }

  @GET
  @Path("services/{id}/edit")
  @Requires("services:write")
  public View edit(@PathParam("id") long id) {
    ServiceView service = services.get(id);
    FormValues values = FormValues.stored(service.toInput());
    return form(id, service.version(), Buyer.of(service), values, FormErrors.NONE);
  }

  @POST
  @Path("services/{id}/edit")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Requires("services:write")
  public Response save(@PathParam("id") long id, MultivaluedMap<String, String> form) {
    long version = FormValues.version(form);
    ServiceView service = services.get(id);
    try {
      return saved(services.replace(id, read(form, service.clientId()), version));
    } catch (ProblemException e) {
      return e.type() == ProblemType.STALE
          ? both(service, form)
          : again(id, version, Buyer.of(service), form, e);
    }
  }

  /** The client stands in the address and not in the form. */
  private NewService read(MultivaluedMap<String, String> form, long clientId) {
    MultivaluedMap<String, String> all = new MultivaluedHashMap<>(form);
    all.putSingle("clientId", String.valueOf(clientId));
    return bodies.read(all, NewService.class);
  }

  private static Response saved(ServiceView service) {
    return Response.seeOther(URI.create("/clients/" + service.clientId())).build();
  }

  private static Response again(
      Long id,
      Long version,
      Buyer buyer,
      MultivaluedMap<String, String> form,
      ProblemException problem) {
    FormErrors errors = FormErrors.of(problem, ServiceForm.LABELS);
    View view = form(id, version, buyer, typed(form), errors);
    return Response.status(problem.type().status()).entity(view).build();
  }

  /** The typed values, and beside them what somebody else has saved. */
  private static Response both(ServiceView service, MultivaluedMap<String, String> form) {
    FormErrors errors =
        typed(form)
            .conflict(
                FormValues.stored(service.toInput()), ServiceForm.LABELS, ServiceFormPage::words);
    View view = form(service.id(), service.version(), Buyer.of(service), typed(form), errors);
    return Response.status(Response.Status.CONFLICT).entity(view).build();
  }

  private static FormValues typed(MultivaluedMap<String, String> form) {
    return FormValues.typed(form, ServiceForm.LABELS.keySet());
  }

  private static String words(String field, String value) {
    return switch (field) {
      case "billingFrequency" -> ClientWords.frequency(value);
      case "active" -> value.equals("true") ? "active" : "not active";
      default -> value;
    };
  }

  private static View form(
      Long id, Long version, Buyer buyer, FormValues values, FormErrors errors) {
    ServiceForm form =
        new ServiceForm(
            id, version, buyer.id(), buyer.name(), buyer.currency(), values.byField(), errors);
    String title = id == null ? "New service" : "Edit service";
    return View.page(title, "clients", "clients/service-form", form);
  }
}
