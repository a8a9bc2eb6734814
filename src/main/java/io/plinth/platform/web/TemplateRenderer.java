package io.plinth.platform.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.HashMap;
import java.util.Map;

/**
 * Renders precompiled templates into bytes.
 *
 * <p>The whole page is rendered before the first byte is sent, so that a template that fails
 * becomes an error page and never half of a page.
 */
public final class TemplateRenderer {
  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, TemplateRenderer.class.getClassLoader(), "io.plinth.jte");

  private TemplateRenderer() {}

  /** Renders a view; the result knows its length and writes itself to a stream. */
  public static Utf8ByteOutput render(View view, Frame frame) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("frame", frame);
    parameters.put("model", view.model());
    Utf8ByteOutput output = new Utf8ByteOutput();
    ENGINE.render(view.template() + ".jte", parameters, output);
    return output;
  }
}
