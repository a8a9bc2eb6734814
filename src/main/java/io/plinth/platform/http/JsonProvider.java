package io.plinth.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.paging.Page;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Set;

/**
 * JSON in and out, and its binary forms, through Jackson (the container's own provider costs twice
 * as much). Bodies are limited while they are read; lists and single reads show the fields that
 * were asked for.
 */
@Provider
@Consumes({"application/json", "application/merge-patch+json"})
@Produces({"application/json", "application/problem+json"})
public class JsonProvider implements MessageBodyReader<Object>, MessageBodyWriter<Object> {
  @Inject private BodyReader bodies;
  @Inject private HttpSettings settings;

  @Override
  public boolean isReadable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type.isRecord() || type == JsonNode.class;
  }

  @Override
  public Object readFrom(
      Class<Object> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, String> headers,
      InputStream stream)
      throws IOException {
    int limit = settings.mostJson();
    byte[] body = stream.readNBytes(limit + 1);
    if (body.length > limit) {
      throw new ProblemException(
          ProblemType.TOO_LARGE, "A JSON body has at most " + limit + " bytes.");
    }
    JsonNode tree =
        BodyReader.tree(WireFormat.ofBody().map(form -> form.toJson(body)).orElse(body));
    return type.isAssignableFrom(JsonNode.class)
        ? tree
        : bodies.read(tree, type.asSubclass(Record.class));
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type.isRecord() || JsonNode.class.isAssignableFrom(type);
  }

  @Override
  public void writeTo(
      Object value,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream stream)
      throws IOException {
    WireFormat binary = mediaType.getSubtype().equals("json") ? answerFormat() : null;
    if (binary == null) {
      Json.MAPPER.writeValue(stream, shown(value));
    } else {
      headers.putSingle(HttpHeaders.CONTENT_TYPE, binary.type());
      Json.MAPPER.writer().with(binary.factory()).writeValue(stream, shown(value));
    }
  }

  private static WireFormat answerFormat() {
    return WireFormat.ofAnswer().orElse(null);
  }

  /** The value, without the fields that were not asked for. */
  public static Object shown(Object value) {
    if (value instanceof Item<?> item) {
      return item.fields() == null
          ? item.body()
          : only(Json.MAPPER.valueToTree(item.body()), item.fields());
    }
    if (value instanceof Page<?> page && page.fields() != null) {
      ObjectNode tree = Json.MAPPER.valueToTree(page);
      for (JsonNode row : (ArrayNode) tree.get("items")) {
        only((ObjectNode) row, page.fields());
      }
      return tree;
    }
    return value;
  }

  private static ObjectNode only(ObjectNode node, Set<String> fields) {
    return node.retain(fields);
  }
}
