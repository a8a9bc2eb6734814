import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ClientsApi;
import org.openapitools.client.api.ImportsApi;
import org.openapitools.client.model.Client;
import org.openapitools.client.model.ClientPatch;
import org.openapitools.client.model.ClientStatus;
import org.openapitools.client.model.NewClient;

/** What an integrator does first, with a generated client as it comes. */
final class UseClient {
  private UseClient() {}

  public static void main(String[] arguments) throws Exception {
    ApiClient http = new ApiClient();
    http.updateBaseUri(arguments[0]);
    http.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + arguments[1]));
    ClientsApi clients = new ClientsApi(http);
    Client made =
        clients.createClient(
            new NewClient().legalName("Generated").status(ClientStatus.ACTIVE), null);
    long id = made.getId();
    String tag = clients.getClientWithHttpInfo(id, null, null).getHeaders().get("etag").get(0);
    require(
        clients
                .listClients(
                    List.of(id),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    10,
                    null,
                    null,
                    null,
                    null)
                .getItems()
                .size()
            == 1,
        "listed");
    Client patched = clients.patchClient(id, new ClientPatch().source("fair"), tag);
    require("fair".equals(patched.getSource()), "patched");
    refused(412, () -> clients.deleteClient(id, tag));
    refused(404, () -> clients.getClient(999_999_999_999L, null, null));
    Path file = Files.createTempFile("hours", ".csv");
    Files.writeString(file, "date,client,hours\n2026-01-05,Generated,1.5\n");
    require(
        new ImportsApi(http).createImport(file.toFile(), null, null).getProblems().isEmpty(), "uploaded");
    Files.delete(file);
    clients.deleteClient(id, null);
    refused(404, () -> clients.getClient(id, null, null));
    System.out.println("The generated client works.");
  }

  private interface Call {
    void run() throws ApiException;
  }

  private static void refused(int status, Call call) {
    try {
      call.run();
      throw new AssertionError("not refused with " + status);
    } catch (ApiException e) {
      require(e.getCode() == status && e.getResponseBody().contains("\"requestId\""), "a problem");
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("not " + what);
    }
  }
}
