package io.plinth.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.platform.http.Item;
import io.plinth.platform.http.Query;
import io.plinth.platform.http.Routes;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.security.Open;
import io.plinth.platform.security.Requires;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityPart;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {
  private final JsonNode document =
      new OpenApiDocument(Routes.of(List.of(BoatsResource.class)), row -> Set.of("name", "length"))
          .tree();

  @Test
  void limitedOperationsSayTheirLimitAndTheirRefusals() {
    JsonNode responses = document.at("/paths/~1api~1v1~1boats/get/responses");
    assertThat(responses.at("/200/headers").fieldNames())
        .toIterable()
        .contains("RateLimit", "RateLimit-Policy");
    assertThat(responses.at("/429/$ref").asText()).isEqualTo("#/components/responses/Problem429");
    assertThat(responses.at("/503/$ref").asText()).isEqualTo("#/components/responses/Problem503");
    JsonNode components = document.get("components");
    assertThat(components.at("/responses/Problem429/headers").fieldNames())
        .toIterable()
        .contains("Retry-After", "RateLimit", "RateLimit-Policy");
    assertThat(components.at("/responses/Problem503/headers").fieldNames())
        .toIterable()
        .contains("Retry-After");
    assertThat(components.get("headers").fieldNames())
        .toIterable()
        .contains("Retry-After", "RateLimit", "RateLimit-Policy");
  }

  enum Rig {
    SLOOP,
    KETCH
  }

  /**
   * A boat.
   *
   * @param name painted on its {@code stern}
   */
  record BoatView(
      Long id,
      Long version,
      String name,
      Rig rig,
      BigDecimal length,
      Crew crew,
      Map<String, Long> miles,
      YearMonth season,
      Instant createdAt,
      @JsonIgnore String secret) {}

  record Crew(int size, List<@Size(max = 50) String> names) {}

  @JsonIgnoreProperties({"id", "version", "createdAt", "keel"})
  record NewBoat(
      @NotBlank @Size(max = 80) String name,
      @NotNull Rig rig,
      Rig spare,
      @DecimalMin("0") BigDecimal length,
      @Positive Integer masts,
      @Pattern(regexp = "[A-Z]+", message = "must be a sail number such as GBR") String sail,
      LocalDate launched,
      LocalTime tide,
      @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) String code) {}

  record BoatFilter(List<Long> id, List<Rig> rig, LocalDate since) {}

  @Path("api/v1/boats")
  @Produces("application/json")
  static class BoatsResource {
    @GET
    @Requires("boats:read")
    public Page<BoatView> list(@Query BoatFilter filter, @Query PageRequest page) {
      return null;
    }

    @GET
    @Requires("boats:read")
    @Produces("text/csv")
    public Response csv(@Query BoatFilter filter, @Query PageRequest page) {
      return null;
    }

    @POST
    @Requires("boats:write")
    public Response create(NewBoat given) {
      return null;
    }

    @GET
    @Path("{id}")
    @Requires("boats:read")
    public Item<BoatView> get(@PathParam("id") long id, @QueryParam("fields") String fields) {
      return null;
    }

    @PUT
    @Path("{id}")
    @Requires("boats:write")
    public Item<BoatView> replace(
        @PathParam("id") long id, NewBoat given, @HeaderParam("If-Match") List<String> ifMatch) {
      return null;
    }

    @PATCH
    @Path("{id}")
    @Requires("boats:write")
    public Item<BoatView> patch(@PathParam("id") long id, JsonNode patch) {
      return null;
    }

    @DELETE
    @Path("{id}")
    @Requires("boats:write")
    public void delete(@PathParam("id") long id) {}

    @POST
    @Path("imports")
    @Requires("boats:write")
    @Consumes("multipart/form-data")
    @Answers(status = 202, location = true)
    public Response load(@FormParam("file") EntityPart file, @FormParam("mapping") String mapping) {
      return null;
    }

    @POST
    @Path("{id}/launch")
    @Open("a test")
    public Item<BoatView> launch(@PathParam("id") long id) {
      return null;
    }
  }

  private JsonNode at(String pointer) {
    JsonNode node = document.at(pointer);
    assertThat(node.isMissingNode()).as(pointer).isFalse();
    return node;
  }

  private JsonNode property(String schema, String name) {
    return at("/components/schemas/" + schema + "/properties/" + name);
  }

  @Test
  void namesOperationsReadably() {
    assertThat(document.get("paths").findValuesAsText("operationId"))
        .containsExactlyInAnyOrder(
            "listBoats",
            "createBoat",
            "getBoat",
            "replaceBoat",
            "patchBoat",
            "deleteBoat",
            "createBoatImport",
            "launchBoat");
    assertThat(at("/paths/~1api~1v1~1boats~1{id}/delete/summary").asText())
        .isEqualTo("Delete a boat");
  }

  @Test
  void requiresWhatMustNotBeNullAndLetsTheRestBeNull() {
    assertThat(at("/components/schemas/NewBoat/required").toString())
        .isEqualTo("[\"name\",\"rig\"]");
    assertThat(property("NewBoat", "launched/type").toString()).isEqualTo("[\"string\",\"null\"]");
    assertThat(property("NewBoat", "spare/anyOf").toString())
        .isEqualTo("[{\"$ref\":\"#/components/schemas/Rig\"},{\"type\":\"null\"}]");
    assertThat(property("NewBoat", "rig/$ref").asText()).isEqualTo("#/components/schemas/Rig");
  }

  @Test
  void saysConstraintsInJsonSchema() {
    assertThat(property("NewBoat", "name/maxLength").asInt()).isEqualTo(80);
    assertThat(property("NewBoat", "name/minLength").asInt()).isEqualTo(1);
    assertThat(property("NewBoat", "length/minimum").asInt()).isZero();
    assertThat(property("NewBoat", "masts/exclusiveMinimum").asInt()).isZero();
    assertThat(property("NewBoat", "sail/pattern").asText()).isEqualTo("^(?:[A-Z]+)$");
    assertThat(property("NewBoat", "sail/example").asText()).isEqualTo("GBR");
    assertThat(property(crew(), "names/items/maxLength").asInt()).isEqualTo(50);
  }

  private static String crew() {
    return Names.schema(Crew.class);
  }

  @Test
  void writesTimesAsTheJsonWriterDoes() {
    assertThat(property("NewBoat", "launched/format").asText()).isEqualTo("date");
    assertThat(property("NewBoat", "tide/pattern").asText()).startsWith("^\\d{2}:\\d{2}");
    assertThat(property("Boat", "createdAt/format").asText()).isEqualTo("date-time");
    assertThat(property("Boat", "season/pattern").asText()).isEqualTo("^\\d{4}-\\d{2}$");
    assertThat(property("Boat", "miles/additionalProperties/format").asText()).isEqualTo("int64");
  }

  @Test
  void requiresNothingOfAPatchNorOfWhatIsShownByField() {
    assertThat(at("/components/schemas/BoatPatch").has("required")).isFalse();
    assertThat(at("/components/schemas/Boat").has("required")).isFalse();
    assertThat(at("/components/schemas/BoatPage/required").size()).isEqualTo(2);
  }

  @Test
  void acceptsWhatWasReadAndHidesWhatIsOnlyWritten() {
    assertThat(property("NewBoat", "id/readOnly").asBoolean()).isTrue();
    assertThat(property("NewBoat", "keel/readOnly").asBoolean()).isTrue();
    assertThat(property("NewBoat", "code/writeOnly").asBoolean()).isTrue();
    assertThat(at("/components/schemas/Boat/properties").has("secret")).isFalse();
  }

  @Test
  void takesDescriptionsFromJavadoc() {
    assertThat(at("/components/schemas/Boat/description").asText()).isEqualTo("A boat.");
    assertThat(property("Boat", "name/description").asText()).isEqualTo("Painted on its `stern`.");
  }

  @Test
  void listsSortKeysFieldsAndIds() {
    JsonNode parameters = at("/paths/~1api~1v1~1boats/get/parameters");
    assertThat(parameters.findValuesAsText("name"))
        .containsExactly("id", "rig", "since", "size", "after", "sort", "fields", "If-None-Match");
    assertThat(parameters.get(0).path("explode").asBoolean(true)).isFalse();
    assertThat(parameters.get(0).at("/schema/items/minimum").asInt()).isEqualTo(1);
    assertThat(parameters.get(3).at("/schema/maximum").asInt()).isEqualTo(500);
    assertThat(parameters.get(5).at("/schema/items/enum").toString()).contains("\"-length\"");
    assertThat(parameters.get(6).at("/schema/items/enum").toString()).contains("\"season\"");
  }

  @Test
  void tellsEveryAnswerOfAnOperation() {
    JsonNode create = at("/paths/~1api~1v1~1boats/post/responses");
    assertThat(create.at("/201/content/application~1json/schema/$ref").asText())
        .isEqualTo("#/components/schemas/Boat");
    assertThat(create.at("/201/headers").has("Location")).isTrue();
    assertThat(create.has("415")).isTrue();
    JsonNode list = at("/paths/~1api~1v1~1boats/get/responses/200");
    assertThat(list.at("/content/text~1csv/schema/type").asText()).isEqualTo("string");
    assertThat(list.at("/headers").has("Link")).isTrue();
    assertThat(at("/paths/~1api~1v1~1boats~1{id}/put/responses").has("412")).isTrue();
    assertThat(at("/paths/~1api~1v1~1boats~1{id}/delete/responses/204").has("content")).isFalse();
    assertThat(at("/components/responses/Problem404/content").has("application/problem+json"))
        .isTrue();
  }

  @Test
  void describesFormsWithFiles() {
    JsonNode form =
        at("/paths/~1api~1v1~1boats~1imports/post/requestBody/content/multipart~1form-data/schema");
    assertThat(form.at("/properties/file/format").asText()).isEqualTo("binary");
    assertThat(form.at("/properties/mapping/type").asText()).isEqualTo("string");
    assertThat(form.at("/required").toString()).isEqualTo("[\"file\"]");
    assertThat(at("/paths/~1api~1v1~1boats~1imports/post/responses").has("202")).isTrue();
  }

  @Test
  void givesExamplesThatHideWhatIsHidden() {
    JsonNode sent =
        at("/paths/~1api~1v1~1boats/post/requestBody/content/application~1json/example");
    assertThat(sent.has("code")).isTrue();
    assertThat(sent.has("id")).isFalse();
    JsonNode answered =
        at("/paths/~1api~1v1~1boats/get/responses/200/content/application~1json/example");
    assertThat(answered.at("/items/0/id").asInt()).isEqualTo(42);
    assertThat(answered.at("/items/0/rig").asText()).isEqualTo("SLOOP");
  }

  @Test
  void marksWhatIsOpenAndNamesThePermissionOfTheRest() {
    assertThat(at("/paths/~1api~1v1~1boats~1{id}~1launch/post/security").size()).isZero();
    assertThat(at("/paths/~1api~1v1~1boats/get/x-permission").asText()).isEqualTo("boats:read");
  }
}
